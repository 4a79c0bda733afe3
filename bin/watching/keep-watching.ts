import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { ofAccount } from '../../lib/alerts/of-account.ts';
import { wordsOf } from '../../lib/alerts/words.ts';
import { assemble } from '../../lib/assemble/assemble.ts';
import { wordingOf } from '../../lib/assemble/channels.ts';
import { createLiveClients } from '../../lib/assemble/live-clients.ts';
import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { readingSeconds } from '../../lib/config/reading-time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { HintsHere } from '../../lib/state/hints-here.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { readingLimit, SweepBudget } from '../../lib/sweep/budget.ts';
import { lookUntilQuiet } from '../../lib/sweep/looks/look-until-quiet.ts';
import { createStateMemory } from '../../lib/sweep/session/state-memory.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import type { MessageSource, SweepDeps } from '../../lib/sweep/sweep-run.ts';
import { betweenSweeps, type Lane } from './fast-lane.ts';
import { heardThrough, savedThrough } from './listeners.ts';
import { repeatSweeps } from './repeat.ts';
import { type Heard, safely, type WatchView } from './view.ts';

export interface Watching {
  readonly config: Config;
  /** Where the state is kept when the configuration names no place: otherwise each sweep would be a first one. */
  readonly memoryStore: StateStore;
  /** Likewise what happened, for the status page. */
  readonly memoryJournal: Journal;
  /** What this process receives; null where it receives nothing. */
  readonly hints: HintsHere | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
  readonly view: WatchView;
  readonly intervalMs: number;
  /** How long a sweep in progress may continue once `stopping` has fired. */
  readonly graceMs: number;
  readonly stopping: AbortSignal;
}

/** Runs the whole monitor as one process: the sweep of the functions, repeated until it is told to stop. */
export async function keepWatching(asked: Watching): Promise<void> {
  const { config, clock, hints, log, stopping } = asked;
  const view = safely(asked.view, log);
  const watching = { ...asked, view };
  let underWay = false;
  let isHasty = false;
  stopping.addEventListener('abort', () => view.stopping(underWay), { once: true });
  const { sweepOnce, lookUntil } = runnerOf(watching);
  const lane: Lane = { clock, look: lookUntil, hints };
  await repeatSweeps({
    ...watching,
    async sweepOnce() {
      underWay = true;
      view.sweepBegan();
      return sweepOnce(isHasty ? 'hasty sweep' : 'sweep').finally(() => {
        underWay = false;
      });
    },
    ended(round, nextInMs) {
      if (round.problem !== undefined) log.error('sweep_failed', { problem: round.problem });
      view.sweepEnded(round, nextInMs);
    },
    async pause(ms) {
      if (!config.callbacks) return clock.sleep(ms, stopping).catch(() => undefined);
      isHasty = (await betweenSweeps(lane, ms, stopping)) === 'storm';
    },
  });
}

interface Runner {
  sweepOnce(as: MessageSource): Promise<SweepSummary>;
  lookUntil(endMs: number): Promise<'quiet' | 'storm'>;
}

/** Runs one sweep or look after another; between them it remembers what an instance of the function would. */
function runnerOf(watching: Watching): Runner {
  const { config, clock, log, view, write, graceMs, stopping } = watching;
  const memory = createStateMemory();
  const liveClients = createLiveClients();
  const prepared = (as: MessageSource) => {
    const { settings, deps } = assemble(config, { clock, random: Math.random, log, liveClients, write });
    return { settings, deps: { ...watchedDeps(deps, watching, as), memory } };
  };
  return {
    async sweepOnce(as) {
      const { settings, deps } = prepared(as);
      const reading = readingLimit(readingSeconds(config));
      const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), ...reading });
      const hurry = () => budget.endWithin(graceMs);
      stopping.addEventListener('abort', hurry, { once: true });
      try {
        return await sweep(settings, { ...deps, budget, onProgress: (progress) => view.progressed(progress) });
      } finally {
        stopping.removeEventListener('abort', hurry);
      }
    },
    async lookUntil(endMs) {
      const { settings, deps } = prepared('sweep');
      const lookForMs = Math.max(0, endMs - clock.monotonicMs());
      try {
        return await lookUntilQuiet({ ...settings, lookForMs }, deps, { endMs, signal: stopping });
      } catch (error) {
        log.error('look_failed', { problem: errorText(error) });
        // what is broken now may still be so in an instant
        await clock.sleep(lookForMs, stopping).catch(() => undefined);
        return 'quiet';
      }
    },
  };
}

/** What a sweep and a look run with: state and journal in memory where none is configured, and watched by the view. */
function watchedDeps(
  deps: SweepDeps,
  { config, memoryStore, memoryJournal, hints, clock, view }: Watching,
  as: MessageSource,
): SweepDeps {
  let source = as;
  return {
    ...deps,
    hints: hints ?? deps.hints,
    journal: config.state ? (deps.journal ?? null) : memoryJournal,
    store: savedThrough(deps.store ?? memoryStore, (snapshot) => view.saved(snapshot)),
    channels: deps.channels.map((channel) =>
      listenedTo(channel, config, clock, (message) => view.heard({ ...message, source })),
    ),
    onSource: (now) => {
      source = now === 'sweep' ? as : now;
    },
  };
}

/** The channel, which also reports what it accepted, in its own words. */
export function listenedTo(
  channel: AlertChannel,
  config: Config,
  clock: Clock,
  heard: (message: Heard) => void,
): AlertChannel {
  const own = config.alerts.find(({ name, type }) => (name ?? type) === channel.name);
  const wording = wordingOf(own ?? {}, config);
  return heardThrough(channel, (name, notifications) => {
    for (const one of notifications) {
      const notification = config.account ? ofAccount(one, config.account) : one;
      const { title, body } = wordsOf(notification, wording);
      heard({ channel: name, at: clock.nowUtc(), notification, title, body });
    }
  });
}
