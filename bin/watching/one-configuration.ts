import { assemble } from '../../lib/assemble/assemble.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { type Log, logOfAccount } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { WarnedConfig } from '../../lib/config/warnings.ts';
import { createHintBox } from '../../lib/state/hints.ts';
import { hintsHere } from '../../lib/state/hints-here.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal, MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import { listening } from '../listening.ts';
import { keepWatching } from './keep-watching.ts';
import { receiveCallbacks } from './receiver.ts';
import type { Showing } from './showing.ts';

/** Where state and journal are kept when the configuration names no place. */
export function memoryPlaces() {
  return { memoryStore: createMemoryStore(), memoryJournal: createMemoryJournal(MEMORY_JOURNAL) };
}

/** How long, and where callbacks are received. */
export interface WatchTimes {
  readonly intervalSeconds: number;
  readonly graceSeconds: number;
  readonly stopping: AbortSignal;
  readonly callbacks: { readonly port: number; readonly address: string | undefined } | null;
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
  const receiver = times.callbacks && (await receiverOf(config, times.callbacks, log));
  await keepWatching({
    ...places,
    config,
    hints: receiver?.hints ?? null,
    clock: systemClock,
    log,
    write,
    view,
    intervalMs: times.intervalSeconds * 1_000,
    graceMs: times.graceSeconds * 1_000,
    stopping: times.stopping,
  });
  view.close();
  await receiver?.server.close();
}

/** What callbacks name is kept beside the state, so that what was accepted outlives this process. */
async function receiverOf(config: Config, { port, address }: NonNullable<WatchTimes['callbacks']>, log: Log) {
  const surroundings = { clock: systemClock, random: Math.random, log, write() {} };
  const hints = hintsHere(assemble(config, surroundings).deps.hints ?? createHintBox(memoryTexts(new Map())));
  const asked = { hints, clock: systemClock, log, port, address };
  const server = await listening(port, () => receiveCallbacks(config, asked), '--callbacks');
  log.info('callbacks_received_at', { url: server.url });
  return { hints, server };
}

const NOT_KEPT =
  'the configuration has no state: section, so what is known ends with this process, and the next one begins anew';
