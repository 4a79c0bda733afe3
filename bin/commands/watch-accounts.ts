import { assemble } from '../../lib/assemble/assemble.ts';
import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import { callbacks, deploy, parseOperatorConfig, status } from '../../lib/config/partial.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { HintsHere } from '../../lib/state/hints-here.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { LocalServer } from '../../lib/status/local-server.ts';
import { listening } from '../listening.ts';
import { BAD, block, line } from '../terminal/shown.ts';
import { isOnTerminal, say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { Form } from '../watching/forms.ts';
import { memoryPlaces, watchOne } from '../watching/one-configuration.ts';
import { type AccountHere, watchOverAccounts } from '../watching/over-accounts.ts';
import { type AccountPlace, servePages } from '../watching/page.ts';
import { keptHints, receiveForAccounts, receiving } from '../watching/receiver.ts';
import { type Showing, showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';
import { type WatchFlags, watchedConfig } from '../watching/watched-config.ts';

/**
 * Watches several accounts in one process, each by itself: with its own calls a second, state, lease and incidents. What
 * fails in one does not reach the others. @returns the exit code: 1 if none of them could be watched. @throws UsageError
 */
export async function watchAccounts(names: readonly string[], flags: WatchFlags): Promise<number> {
  if (flags.log === 'screen') throw new UsageError(`--log screen needs --account: one of ${names.join(', ')}`);
  const form = flags.log ?? (isOnTerminal() ? 'lines' : 'json');
  const stopping = stopSignals(systemClock);
  const path = configPath(flags.config, process.env);
  const operator = parseOperatorConfig(await readConfigFile(path), process.env, path, [callbacks, deploy, status]);
  const accounts = await Promise.all(names.map((account) => accountHere({ ...flags, account }, account, form)));
  const here = accounts.filter((one) => one.watched !== null);
  if (here.length === 0) return 1;
  const receiver = flags.callbacks === undefined ? null : await receiverOfAll(accounts, flags);
  const page = flags.page === undefined ? null : await pageOfAll(operator, accounts, flags.page);
  const settings = { title: 'relaywatch', page: page?.url ?? null, script: [], status: statusSettingsOf(operator) };
  const { log, write, view } = showing(form, settings, systemClock);
  if (page !== null) log.info('page_served_at', { url: page.url });
  if (receiver !== null) log.info('callbacks_received_at', { url: receiver.url });
  const over = { config: operator, memoryStore: memoryPlaces().memoryStore, log, write, view, stopping };
  await Promise.all([watchOverAccounts(accounts, over), ...here.map((one) => watchAccount(one, flags, stopping))]);
  await Promise.all([page?.close(), receiver?.close()]);
  return 0;
}

/** The page reads the state by itself, whichever process saved it. */
function pageOfAll(operator: Config, accounts: readonly Watched[], port: number): Promise<LocalServer> {
  const placeOf = ({ store, watched }: Watched): AccountPlace | null =>
    watched && { config: watched.configured.config, store, journal: watched.journal };
  const places = new Map(accounts.map((one) => [one.name, placeOf(one)]));
  const served = { operator, accounts: places, clock: systemClock, log: silentLog, port };
  return listening(port, () => servePages(served), '--page');
}

/** Those that have a token receive callbacks; an account without one is watched by its sweeps alone. */
function receiverOfAll(accounts: readonly Watched[], flags: WatchFlags): Promise<LocalServer> {
  const receivers = accounts.flatMap(({ name, watched }) => {
    if (!watched?.hints) return [];
    const { configured, hints, shown } = watched;
    return [{ name, config: configured.config, hints, clock: systemClock, log: shown.log }];
  });
  return receiving(flags, (place) => receiveForAccounts(receivers, place));
}

interface Watched extends AccountHere {
  readonly watched: {
    readonly configured: Awaited<ReturnType<typeof watchedConfig>>;
    readonly places: ReturnType<typeof memoryPlaces>;
    readonly shown: Showing;
    /** What its page tells of the past. */
    readonly journal: Journal | null;
    /** Where its callbacks are kept; null: none are received for it. */
    readonly hints: HintsHere | null;
  } | null;
}

/** What is needed to watch an account; what is wrong with its configuration is told, and costs no other. */
async function accountHere(flags: WatchFlags, name: string, form: Form): Promise<Watched> {
  try {
    const configured = await watchedConfig(flags);
    const { config } = configured;
    const settings = { title: name, page: null, script: [], status: statusSettingsOf(config) };
    const shown = showing(form, settings, systemClock, name);
    const places = memoryPlaces();
    const surroundings = { clock: systemClock, random: Math.random, log: shown.log, write() {} };
    const { deps } = assemble(config, surroundings);
    const store = deps.store ?? places.memoryStore;
    const journal = deps.store ? (deps.journal ?? null) : places.memoryJournal;
    const isReceiving = flags.callbacks !== undefined && config.callbacks?.token !== undefined;
    const hints = isReceiving ? keptHints(deps.hints) : null;
    const watched = { configured, places, shown, journal, hints };
    return { name, intervalSeconds: config.sweep.intervalSeconds, store, watched };
  } catch (error) {
    if (!(error instanceof RelaywatchError)) throw error;
    say(line`${BAD} ${name} is not watched: ${block(error.message)}`);
    return { name, intervalSeconds: 0, store: null, watched: null };
  }
}

async function watchAccount({ watched }: Watched, { grace }: WatchFlags, stopping: AbortSignal): Promise<void> {
  if (watched === null) return;
  const { configured, places, shown, hints } = watched;
  const { config } = configured;
  const { intervalSeconds } = config.sweep;
  shown.log.info('watch_started', { intervalSeconds, regions: config.live.regions });
  await watchOne(configured, places, shown, { intervalSeconds, graceSeconds: grace, stopping, hints });
  shown.log.info('watch_stopped');
}
