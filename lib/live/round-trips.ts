import type { NetworkMemory, Shortest } from '../monitor/reading-memory.ts';
import type { Connection } from './call-trip.ts';

/** Warm round trips that say how much they differ; more, and yesterday's network would have a say. */
const WARM_KEPT = 256;
/** With fewer warm round trips than these the network is unknown. */
const ENOUGH_WARM = 10;
/** The slowest quarter says how long a call may take, and nothing of how short a way may be. */
const USUAL_SHARE = 0.75;
/** How far below the usual round trip both ways together are held to be possible, in standard deviations; */
const DEVIATIONS = 5.5;
/** and so many more, divided by the warm round trips known: of few the deviation may be too small by chance. */
const MORE_DEVIATIONS = 20;
/** What of the shortest round trip known is counted on: both ways together may become shorter than they ever were, */
const SHARE = 0.82;
/** and that by so much more, divided by the warm round trips known: half of it at ten, four fifths at a hundred or more. */
const LESS_SHARE = 3;
/** Round trips after which older ones are forgotten, so that one lucky sample does not rule for ever. */
const FORGET_AFTER_SAMPLES = 1_000;

const NONE: Shortest = { shortestMs: Number.POSITIVE_INFINITY, samples: 0 };

/** What the calls so far say about the network. */
export class RoundTrips {
  #older: Shortest;
  #newer: Shortest;
  readonly #warm: number[] = [];
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
    if (connection === 'kept') this.#warm.push(roundTripMs);
    if (this.#warm.length > WARM_KEPT) this.#warm.shift();
    this.#leastMs = null;
  }

  /** What both ways together take at least, as far as can be told: never more than was seen, and 0 while little was. */
  get leastMs(): number {
    this.#leastMs ??= leastOf(this.#warm, Math.min(this.#older.shortestMs, this.#newer.shortestMs));
    return this.#leastMs;
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

function leastOf(warm: readonly number[], shortestMs: number): number {
  const { length } = warm;
  if (length < ENOUGH_WARM) return 0;
  const usual = [...warm].sort((a, b) => a - b).slice(0, Math.floor(USUAL_SHARE * length));
  const mean = usual.reduce((sum, ms) => sum + ms, 0) / usual.length;
  const variance = usual.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / (usual.length - 1);
  const jitterMs = (DEVIATIONS + MORE_DEVIATIONS / length) * Math.sqrt(variance);
  return Math.max(0, Math.min((SHARE - LESS_SHARE / length) * shortestMs, mean - jitterMs));
}
