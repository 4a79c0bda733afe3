import { assemble } from '../../lib/assemble/assemble.ts';
import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { silentLog } from '../../lib/base/log.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { LocalServer } from '../../lib/status/local-server.ts';
import { listening } from '../listening.ts';
import { accountsMeant } from '../over-accounts.ts';
import { isOnTerminal } from '../terminal/terminal.ts';
import { memoryPlaces, watchOne } from '../watching/one-configuration.ts';
import { servePage } from '../watching/page.ts';
import { keptHints, receiveCallbacks, receiving } from '../watching/receiver.ts';
import { showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';
import { type WatchFlags, watchedConfig } from '../watching/watched-config.ts';
import { watchAccounts } from './watch-accounts.ts';

/** Runs the whole monitor as one process until a signal arrives. @returns the exit code. @throws ConfigError */
export async function watchCommand(flags: WatchFlags): Promise<number> {
  preferSmallMemory();
  const accounts = await accountsMeant(flags);
  return accounts === null ? watchAlone(flags) : watchAccounts(accounts, flags);
}

async function watchAlone(flags: WatchFlags): Promise<number> {
  const clock = systemClock;
  const stopping = stopSignals(clock);
  const { config, warnings } = await watchedConfig(flags);
  const { intervalSeconds } = config.sweep;
  const places = memoryPlaces();
  const page = flags.page === undefined ? null : await pageOf(config, places, flags.page);
  const { regions } = config.live;
  const shown = showing(
    flags.log ?? (isOnTerminal() ? 'screen' : 'json'),
    {
      title: `relaywatch ${regions.join(', ')}`,
      page: page?.url ?? null,
      script: [],
      status: statusSettingsOf(config),
    },
    clock,
  );
  const { log } = shown;
  process.on('unhandledRejection', (error) => {
    // it may quote anything, so only its name is reported
    log.error('stray_error', { problem: `a fault of our own (${error instanceof Error ? error.name : typeof error})` });
  });
  log.info('watch_started', { intervalSeconds, regions, state: config.state?.type ?? 'memory', page: page?.url });
  const surroundings = { clock, random: Math.random, log, write() {} };
  const hints = flags.callbacks === undefined ? null : keptHints(assemble(config, surroundings).deps.hints);
  const receiver =
    hints && (await receiving(flags, (place) => receiveCallbacks(config, { hints, clock, log, ...place })));
  if (receiver) log.info('callbacks_received_at', { url: receiver.url });
  await watchOne({ config, warnings }, places, shown, { intervalSeconds, graceSeconds: flags.grace, stopping, hints });
  await Promise.all([page?.close(), receiver?.close()]);
  log.info('watch_stopped');
  return 0;
}

/** The page reads the state by itself, whichever process saved it. */
function pageOf(config: Config, places: ReturnType<typeof memoryPlaces>, port: number): Promise<LocalServer> {
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write() {} };
  const { store, journal } = assemble(config, surroundings).deps;
  const kept = store
    ? { store, journal: journal ?? null }
    : { store: places.memoryStore, journal: places.memoryJournal };
  return listening(port, () => servePage(config, { ...kept, clock: systemClock, log: silentLog, port }), '--page');
}
