import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { systemClock } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import type { Chosen } from '../chosen.ts';
import { type Outcome, printedOverAccounts } from '../over-accounts.ts';
import { BAD, GOOD, line, lines } from '../terminal/shown.ts';
import { statusReport } from '../terminal/status-report.ts';
import { configuredState, operatorStore } from './stored-state.ts';

export interface StatusFlags extends Chosen {
  readonly json?: boolean;
}

/**
 * Prints from the state what is open and whether the monitor itself is well; Live is not called. @returns the exit
 * code: 0 when all is well, else 1. @throws ConfigError, UsageError when no state is configured, StateError
 */
export async function statusCommand(flags: StatusFlags): Promise<number> {
  return printedOverAccounts(flags, statusOf, () => overAccounts(flags));
}

async function statusOf(flags: StatusFlags): Promise<Outcome> {
  const { config, store } = await configuredState(flags);
  const { snapshot } = await store.load();
  const now = systemClock.nowUtc();
  const document = statusDocument(knownOf(usableOf(snapshot)), statusSettingsOf(config), now, { language: 'en' });
  const well = isWell(document);
  return { code: well ? 0 : 1, json: { well, ...document }, shown: () => statusReport(document) };
}

/** What whoever watches over the accounts found at the last look. */
async function overAccounts({ config }: StatusFlags): Promise<Outcome> {
  const store = await operatorStore(config);
  const seen = store && usableOf((await store.load()).snapshot)?.watch;
  if (!seen) return { code: 0, json: {}, shown: () => line`nobody has looked yet at how the accounts are watched` };
  const { asOf, incidents } = seen;
  const behind = incidents
    .filter(({ verdict, phase }) => verdict === 'accounts-behind' && phase !== 'quiet')
    .map(({ name, reason, since }) => ({ account: name, reason, since }));
  const told = behind.map((one) => line`  ${BAD} ${one.account} since ${one.since}: ${one.reason}`);
  const head = behind.length === 0 ? line`${GOOD} all accounts` : line`${BAD} not all accounts`;
  return {
    code: behind.length === 0 ? 0 : 1,
    json: { lookedAt: asOf, behind },
    shown: () => lines([line`${head} are watched as they should be, as of ${asOf}`, ...told, '']),
  };
}

/** Faults that a mute holds back do not count: somebody already knows about them. */
function isWell({ monitor, open }: StatusDocument): boolean {
  return monitor.problems.length === 0 && open.causes === 0;
}
