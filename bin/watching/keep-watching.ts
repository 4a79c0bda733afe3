import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { wordsOf } from '../../lib/alerts/words.ts';
import { assemble } from '../../lib/assemble/assemble.ts';
import { wordingOf } from '../../lib/assemble/channels.ts';
import { createLiveClients } from '../../lib/assemble/live-clients.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { readingLimit, SweepBudget } from '../../lib/sweep/budget.ts';
import { createStateMemory } from '../../lib/sweep/session/state-memory.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { heardThrough, savedThrough } from './listeners.ts';
import { repeatSweeps } from './repeat.ts';
import { type Heard, safely, type WatchView } from './view.ts';

export interface Watching {
  readonly config: Config;
  /** Where the state is kept when the configuration names no place: otherwise each sweep would be a first one. */
  readonly memoryStore: StateStore;
  /** Likewise what happened, for the status page. */
  readonly memoryJournal: Journal;
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
  const { log, stopping } = asked;
  const view = safely(asked.view, log);
  const watching = { ...asked, view };
  let underWay = false;
  stopping.addEventListener('abort', () => view.stopping(underWay), { once: true });
  const sweepOnce = sweeperOf(watching);
  await repeatSweeps({
    ...watching,
    async sweepOnce() {
      underWay = true;
      view.sweepBegan();
      return sweepOnce().finally(() => {
        underWay = false;
      });
    },
    ended(round, nextInMs) {
      if (round.problem !== undefined) log.error('sweep_failed', { problem: round.problem });
      view.sweepEnded(round, nextInMs);
    },
  });
}

/** Runs one sweep after another; between them it remembers what an instance of the function would. */
function sweeperOf({
  config,
  memoryStore,
  memoryJournal,
  clock,
  log,
  write,
  view,
  graceMs,
  stopping,
}: Watching): () => Promise<SweepSummary> {
  const memory = createStateMemory();
  const liveClients = createLiveClients();
  return async () => {
    const { settings, deps } = assemble(config, { clock, random: Math.random, log, liveClients, write });
    const reading = readingLimit(config.sweep.timeLimitSeconds);
    const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), ...reading });
    const hurry = () => budget.endWithin(graceMs);
    stopping.addEventListener('abort', hurry, { once: true });
    try {
      return await sweep(settings, {
        ...deps,
        journal: config.state ? (deps.journal ?? null) : memoryJournal,
        store: savedThrough(deps.store ?? memoryStore, (snapshot) => view.saved(snapshot)),
        channels: deps.channels.map((channel) => listenedTo(channel, config, clock, (message) => view.heard(message))),
        memory,
        budget,
        onProgress: (progress) => view.progressed(progress),
      });
    } finally {
      stopping.removeEventListener('abort', hurry);
    }
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
    for (const notification of notifications) {
      const { title, body } = wordsOf(notification, wording);
      heard({ channel: name, at: clock.nowUtc(), notification, title, body });
    }
  });
}
