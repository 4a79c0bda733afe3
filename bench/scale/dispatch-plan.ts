import { STARTED_AT_ONCE } from '../../functions/accounts/rotation.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { draw } from './model.ts';
import { partSeed, type ScaleOptions } from './options.ts';

/** One invocation of the dispatcher. Milliseconds since the simulation began. */
export interface Dispatch {
  readonly startMs: number;
  /** When the platform took the invocation of each account; NaN where the dispatcher died before. */
  readonly takenMs: readonly number[];
  /** When it looks at the accounts; null when it died before that. */
  readonly lookMs: number | null;
  readonly endMs: number;
}

/** What looking, telling and publishing take when nothing is wrong. */
const ROUND_MS = 1_500;
/** No account has this number. */
const DISPATCHER = -1;

/** What the dispatcher does at each tick. The same in every thread, since it is drawn from the seed alone. */
export function dispatchPlan(options: ScaleOptions): Dispatch[] {
  const random = seededRandom(partSeed(options, DISPATCHER));
  return Array.from({ length: options.ticks }, (_, tick) => dispatchAt(tick, options, random));
}

function dispatchAt(tick: number, { accounts, intervalMs, model }: ScaleOptions, random: () => number): Dispatch {
  const startMs = tick * intervalMs + draw(model.timerLate, random) + draw(model.warmStart, random);
  const calls = Array.from({ length: accounts }, () => draw(model.invokeCall, random));
  const takenMs = inLanes(calls, STARTED_AT_ONCE).map((afterMs) => startMs + afterMs);
  const startedMs = Math.max(startMs, ...takenMs);
  const endMs = startedMs + ROUND_MS;
  if (random() >= model.dispatcherDeaths) return { startMs, takenMs, lookMs: startedMs, endMs };
  const diesMs = startMs + random() * (endMs - startMs);
  return {
    startMs,
    takenMs: takenMs.map((atMs) => (atMs < diesMs ? atMs : Number.NaN)),
    lookMs: startedMs < diesMs ? startedMs : null,
    endMs: diesMs,
  };
}

/** When each piece of work ends that is done in order, so many at once. */
export function inLanes(durations: readonly number[], lanes: number): number[] {
  const freeAt = new Array<number>(Math.min(lanes, Math.max(1, durations.length))).fill(0);
  return durations.map((duration) => {
    const lane = freeAt.indexOf(Math.min(...freeAt));
    const endAt = (freeAt[lane] ?? 0) + duration;
    freeAt[lane] = endAt;
    return endAt;
  });
}
