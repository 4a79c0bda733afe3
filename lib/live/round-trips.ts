import type { NetworkMemory, Shortest } from '../monitor/reading-memory.ts';
import type { Connection } from './call-trip.ts';

/** Warm round trips that are kept; with more of them, yesterday's network would still count. */
const WARM_KEPT = 256;
/** With fewer warm round trips than this, the network counts as unknown. */
const ENOUGH_WARM = 10;
/** The slowest quarter is ignored: it shows how long a call may take, not how short the way can be. */
const USUAL_SHARE = 0.75;
/** The lowest plausible round trip lies this many standard deviations below the usual one, */
const DEVIATIONS = 5.5;
/**
 * plus this number divided by the count of warm round trips: with few samples the deviation may be too small by chance.
 */
const MORE_DEVIATIONS = 20;
/** The share of the shortest known round trip that is relied on, since a later one may be shorter still, */
const SHARE = 0.82;
/**
 * minus this number divided by the count of warm round trips: about half at ten samples, four fifths at a hundred or
 * more.
 */
const LESS_SHARE = 3;
/** Older round trips are forgotten after this many, so that one lucky sample does not count for ever. */
const FORGET_AFTER_SAMPLES = 1_000;

const NONE: Shortest = { shortestMs: Number.POSITIVE_INFINITY, samples: 0 };

/** What the calls so far reveal about the network. */
export class RoundTrips {
  #older: Shortest;
  #newer: Shortest;
  /** In the order of the calls, and by length. */
  readonly #warm: number[] = [];
  readonly #byLength: number[] = [];
  #leastMs: number | null = null;

  constructor(memory: NetworkMemory) {
    const newer = memory.newer ?? NONE;
    this.#older = known({ shortestMs: memory.shortestMs, samples: memory.samples - newer.samples });
    this.#newer = known(newer);
  }

  learn(roundTripMs: number, connection: Connection): void {
    this.#newer = {
      shortestMs: Math.min(this.#newer.shortestMs, roundTripMs),
      samples: this.#newer.samples + 1,
    };
    if (this.#newer.samples >= FORGET_AFTER_SAMPLES) {
      this.#older = this.#newer;
      this.#newer = NONE;
    }
    if (connection === 'kept') this.#keep(roundTripMs);
    this.#leastMs = null;
  }

  /** The shortest possible round trip, as far as can be told: never more than was measured, and 0 until enough was. */
  get leastMs(): number {
    this.#leastMs ??= leastOf(this.#byLength, Math.min(this.#older.shortestMs, this.#newer.shortestMs));
    return this.#leastMs;
  }

  /** Each has its place at once: sorting them all for every call would cost more than the call's signature. */
  #keep(roundTripMs: number): void {
    this.#warm.push(roundTripMs);
    this.#byLength.splice(placeIn(this.#byLength, roundTripMs), 0, roundTripMs);
    if (this.#warm.length <= WARM_KEPT) return;
    const oldest = this.#warm.shift() as number;
    this.#byLength.splice(placeIn(this.#byLength, oldest), 1);
  }

  get memory(): NetworkMemory {
    const samples = this.#older.samples + this.#newer.samples;
    const shortestMs = Math.min(this.#older.shortestMs, this.#newer.shortestMs);
    return {
      shortestMs: samples > 0 ? shortestMs : 0,
      samples,
      ...(this.#newer.samples > 0 ? { newer: this.#newer } : {}),
    };
  }
}

function known({ shortestMs, samples }: Shortest): Shortest {
  return samples > 0 ? { shortestMs, samples } : NONE;
}

/** The place of the first number that is no smaller. */
function placeIn(sorted: readonly number[], number: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** @param warm by length */
function leastOf(warm: readonly number[], shortestMs: number): number {
  const { length } = warm;
  if (length < ENOUGH_WARM) return 0;
  const usual = warm.slice(0, Math.floor(USUAL_SHARE * length));
  const mean = usual.reduce((sum, ms) => sum + ms, 0) / usual.length;
  const variance = usual.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / (usual.length - 1);
  const jitterMs = (DEVIATIONS + MORE_DEVIATIONS / length) * Math.sqrt(variance);
  return Math.max(0, Math.min((SHARE - LESS_SHARE / length) * shortestMs, mean - jitterMs));
}
