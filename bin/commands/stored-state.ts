import { assemble } from '../../lib/assemble/assemble.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock, type UtcDateTime } from '../../lib/base/time.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import {
  allBut,
  credentialsUnlessOfState,
  loadConfigWithout,
  parseOperatorConfig,
  type Unused,
} from '../../lib/config/partial.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import type { Chosen } from '../chosen.ts';
import { printBlock } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The parts that the configuration names, for a command that does not need all of them. @param write where the console
 * channel writes. @throws ConfigError
 */
export async function configured(
  chosen: Chosen,
  unused: readonly Unused[],
  write: (text: string) => void = printBlock,
): Promise<{ readonly config: Config; readonly deps: SweepDeps }> {
  const config = await loadConfigWithout(configPath(chosen.config, process.env), process.env, unused, chosen.account);
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write };
  return { config, deps: assemble(config, surroundings).deps };
}

/** Commands that read or change the state call nothing else. */
const ALL_BUT_STATE = [...allBut('state', 'credentials'), credentialsUnlessOfState];

/** The configured store. @throws ConfigError, UsageError when there is none */
export async function configuredStore(chosen: Chosen): Promise<StateStore> {
  return (await configuredState(chosen)).store;
}

/** The store and the configuration that names it. @throws ConfigError, UsageError when it names none */
export async function configuredState(
  chosen: Chosen,
): Promise<{ readonly config: Config; readonly store: StateStore; readonly journal: Journal | null }> {
  const { config, deps } = await configured(chosen, ALL_BUT_STATE);
  if (!deps.store) throw new UsageError('the configuration has no state: section, so nothing is kept between sweeps');
  return { config, store: deps.store, journal: deps.journal ?? null };
}

/** Where whoever watches over several accounts keeps what it found; null where it keeps nothing. @throws ConfigError */
export async function operatorStore(config: string | undefined): Promise<StateStore | null> {
  const path = configPath(config, process.env);
  const operator = parseOperatorConfig(await readConfigFile(path), process.env, path, ALL_BUT_STATE);
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write: printBlock };
  return assemble(operator, surroundings).deps.store;
}

/** Where the journal is read, with the state beside it. @throws ConfigError, UsageError when none is kept */
export async function configuredJournal(
  chosen: Chosen,
): Promise<{ readonly config: Config; readonly store: StateStore; readonly journal: Journal }> {
  const { config, deps } = await configured(chosen, ALL_BUT_STATE);
  if (!deps.store || !deps.journal)
    throw new UsageError(
      deps.store
        ? 'state.journal.keepDays is 0, so no journal is kept'
        : 'the configuration has no state: section, so nothing is kept between sweeps',
    );
  return { config, store: deps.store, journal: deps.journal };
}

/** All entries of a time. @throws StateError */
export async function entriesOf(journal: Journal, from: UtcDateTime, until: UtcDateTime): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.entries(from, until)) entries.push(entry);
  return entries;
}
