import { assemble } from '../../lib/assemble/assemble.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { type Log, silentLog } from '../../lib/base/log.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { callbacks, deploy, loadWarnedConfigWithout, status } from '../../lib/config/partial.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import type { Config } from '../../lib/config/schema.ts';
import { createHintBox } from '../../lib/state/hints.ts';
import { hintsHere } from '../../lib/state/hints-here.ts';
import type { Journal } from '../../lib/state/journal.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal, MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { LocalServer } from '../../lib/status/local-server.ts';
import { listening } from '../listening.ts';
import { isOnTerminal } from '../terminal/terminal.ts';
import type { Form } from '../watching/forms.ts';
import { keepWatching } from '../watching/keep-watching.ts';
import { servePage } from '../watching/page.ts';
import { receiveCallbacks } from '../watching/receiver.ts';
import { showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';

export interface WatchFlags {
  readonly config?: string;
  readonly interval?: number;
  readonly grace: number;
  /** Port of the status page; absent: it is not served. */
  readonly page?: number;
  /** Port on which callbacks are received; absent: none are. */
  readonly callbacks?: number;
  /** Where that port is; absent: on this machine only. */
  readonly callbacksAddress?: string;
  readonly log?: Form;
}

/** Runs the whole monitor as one process until a signal arrives. @returns the exit code. @throws ConfigError */
export async function watchCommand(flags: WatchFlags): Promise<number> {
  preferSmallMemory();
  const clock = systemClock;
  const stopping = stopSignals(clock);
  const path = configPath(flags.config, process.env);
  const { config: written, warnings } = await loadWarnedConfigWithout(path, process.env, [
    ...(flags.callbacks === undefined ? [callbacks] : []),
    deploy,
    status,
  ]);
  const intervalSeconds = flags.interval ?? sweepIntervalSeconds(written);
  // channels that need repeated updates get them at the actual interval
  const config = { ...written, sweep: { ...written.sweep, intervalSeconds } };
  const shown = statusSettingsOf(config);
  const memoryStore = createMemoryStore();
  const memoryJournal = createMemoryJournal(MEMORY_JOURNAL);
  const inMemory = { store: memoryStore, journal: memoryJournal };
  const page = flags.page === undefined ? null : await pageOf(config, inMemory, flags.page);
  const { view, log, write } = showing(
    flags.log ?? (isOnTerminal() ? 'screen' : 'json'),
    { title: `relaywatch ${config.live.regions.join(', ')}`, page: page?.url ?? null, script: [], status: shown },
    clock,
  );
  process.on('unhandledRejection', (error) => {
    // it may quote anything, so only its name is reported
    log.error('stray_error', { problem: `a fault of our own (${error instanceof Error ? error.name : typeof error})` });
  });
  const { regions } = config.live;
  log.info('watch_started', { intervalSeconds, regions, state: config.state?.type ?? 'memory', page: page?.url });
  logWarnings(warnings, log);
  if (!config.state) log.warn('state_in_memory', { problem: NOT_KEPT });
  const receiver = flags.callbacks === undefined ? null : await receiverOf(config, flags, flags.callbacks, log);
  await keepWatching({
    config,
    memoryStore,
    memoryJournal,
    hints: receiver?.hints ?? null,
    clock,
    log,
    write,
    view,
    intervalMs: intervalSeconds * 1_000,
    graceMs: flags.grace * 1_000,
    stopping,
  });
  view.close();
  await page?.close();
  await receiver?.server.close();
  log.info('watch_stopped');
  return 0;
}

/** What callbacks name is kept beside the state, so that what was accepted outlives this process. */
async function receiverOf(config: Config, { callbacksAddress: address }: WatchFlags, port: number, log: Log) {
  const surroundings = { clock: systemClock, random: Math.random, log, write() {} };
  const hints = hintsHere(assemble(config, surroundings).deps.hints ?? createHintBox(memoryTexts(new Map())));
  const asked = { hints, clock: systemClock, log, port, address };
  const server = await listening(port, () => receiveCallbacks(config, asked), '--callbacks');
  log.info('callbacks_received_at', { url: server.url });
  return { hints, server };
}

/** The page reads the state by itself, whichever process saved it. */
function pageOf(
  config: Config,
  inMemory: { readonly store: StateStore; readonly journal: Journal },
  port: number,
): Promise<LocalServer> {
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write() {} };
  const { store, journal } = assemble(config, surroundings).deps;
  const kept = store ? { store, journal: journal ?? null } : inMemory;
  return listening(port, () => servePage(config, { ...kept, clock: systemClock, log: silentLog, port }), '--page');
}

const NOT_KEPT =
  'the configuration has no state: section, so what is known ends with this process, and the next one begins anew';
