import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { logOfAccount } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { WarnedConfig } from '../../lib/config/warnings.ts';
import type { HintsHere } from '../../lib/state/hints-here.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal, MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import { keepWatching } from './keep-watching.ts';
import type { Showing } from './showing.ts';

/** Where state and journal are kept when the configuration names no place. */
export function memoryPlaces() {
  return { memoryStore: createMemoryStore(), memoryJournal: createMemoryJournal(MEMORY_JOURNAL) };
}

/** How long it is watched, and what wakes it between two sweeps. */
export interface WatchTimes {
  readonly intervalSeconds: number;
  readonly graceSeconds: number;
  readonly stopping: AbortSignal;
  /** Where callbacks that this process receives are kept; null: it receives none. */
  readonly hints: HintsHere | null;
}

/** Watches by one configuration, that of an account or the only one, until it is told to stop. */
export async function watchOne(
  { config, warnings }: WarnedConfig,
  places: ReturnType<typeof memoryPlaces>,
  { view, log: plainLog, write }: Showing,
  times: WatchTimes,
): Promise<void> {
  const log = logOfAccount(plainLog, config.account);
  logWarnings(warnings, log);
  if (!config.state) log.warn('state_in_memory', { problem: NOT_KEPT });
  await keepWatching({
    ...places,
    config,
    hints: times.hints,
    clock: systemClock,
    log,
    write,
    view,
    intervalMs: times.intervalSeconds * 1_000,
    graceMs: times.graceSeconds * 1_000,
    stopping: times.stopping,
  });
  view.close();
}

const NOT_KEPT =
  'the configuration has no state: section, so what is known ends with this process, and the next one begins anew';
