import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { deploy, loadConfigWithout } from '../../lib/config/partial.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import { isOnTerminal } from '../terminal/terminal.ts';
import type { Form } from '../watching/forms.ts';
import { keepWatching } from '../watching/keep-watching.ts';
import { showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';

export interface WatchFlags {
  readonly config?: string;
  readonly interval?: number;
  readonly grace: number;
  readonly log?: Form;
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
  const status = statusSettingsOf(config);
  const { view, log, write } = showing(
    flags.log ?? (isOnTerminal() ? 'screen' : 'json'),
    { title: `relaywatch ${config.live.regions.join(', ')}`, page: null, script: [], status },
    clock,
  );
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
