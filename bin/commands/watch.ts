import { createJsonLog } from '../../lib/base/json-log.ts';
import type { Log } from '../../lib/base/log.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { deploy, loadConfigWithout } from '../../lib/config/partial.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import { print, printBlock } from '../terminal/terminal.ts';
import { keepWatching } from '../watching/keep-watching.ts';
import { linesView } from '../watching/lines-view.ts';
import { logView } from '../watching/log-view.ts';
import { stopSignals } from '../watching/stop-signals.ts';
import type { WatchView } from '../watching/view.ts';

export interface WatchFlags {
  readonly config?: string;
  readonly interval?: number;
  readonly grace: number;
  readonly log?: 'json' | 'lines';
}

/** The whole monitor as a process of its own, until a signal. @returns the exit code. @throws ConfigError */
export async function watchCommand(flags: WatchFlags): Promise<number> {
  preferSmallMemory();
  const clock = systemClock;
  const stopping = stopSignals(clock);
  const path = configPath(flags.config, process.env);
  const written = await loadConfigWithout(path, process.env, [deploy]);
  const intervalSeconds = flags.interval ?? sweepIntervalSeconds(written);
  // channels that have to be told again are told so by the interval that there is
  const config = { ...written, sweep: { ...written.sweep, intervalSeconds } };
  const { view, log, write } = shownAs(flags.log ?? (process.stdout.isTTY ? 'lines' : 'json'), clock);
  process.on('unhandledRejection', (error) => {
    // it may quote anything, so only its name is told
    log.error('stray_error', { problem: `a fault of our own (${error instanceof Error ? error.name : typeof error})` });
  });
  const { regions } = config.live;
  log.info('watch_started', { intervalSeconds, regions, state: config.state?.type ?? 'memory' });
  if (!config.state) log.warn('state_in_memory', { problem: NOT_KEPT });
  await keepWatching({
    config,
    env: process.env,
    clock,
    log,
    write,
    view,
    intervalMs: intervalSeconds * 1_000,
    graceMs: flags.grace * 1_000,
    stopping,
  });
  view.close();
  log.info('watch_stopped');
  return 0;
}

const NOT_KEPT =
  'the configuration has no state: section, so what is known ends with this process, and the next one begins anew';

interface Showing {
  readonly view: WatchView;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
}

function shownAs(form: 'json' | 'lines', clock: Clock): Showing {
  if (form === 'json') {
    const log = createJsonLog(printBlock, clock);
    return { view: logView(log), log, write: (text) => log.info('alert_printed', { text }) };
  }
  const view = linesView(print, clock);
  // the view shows each message that a channel heard, those of the console channel among them
  return { view, log: view.log, write: () => undefined };
}
