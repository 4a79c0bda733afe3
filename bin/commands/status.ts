import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { systemClock } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { statusReport } from '../terminal/status-report.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { configuredState } from './stored-state.ts';

export interface StatusFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Prints from the state what is open and whether the monitor itself is well; Live is not called. @returns the exit
 * code: 0 when all is well, else 1. @throws ConfigError, UsageError when no state is configured, StateError
 */
export async function statusCommand(flags: StatusFlags): Promise<number> {
  const { config, store } = await configuredState(flags.config);
  const { snapshot } = await store.load();
  const now = systemClock.nowUtc();
  const document = statusDocument(knownOf(usableOf(snapshot)), statusSettingsOf(config), now, { language: 'en' });
  const well = isWell(document);
  if (flags.json) printJson({ well, ...document });
  else print(statusReport(document));
  return well ? 0 : 1;
}

/** Faults that a mute holds back do not count: somebody already knows about them. */
function isWell({ monitor, open }: StatusDocument): boolean {
  return monitor.problems.length === 0 && open.causes === 0;
}
