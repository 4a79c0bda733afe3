import type { CallbackStats } from './callback-sender.ts';

/** What arrived of one operation. Times are on the stand-in's monotonic clock. */
export interface OperationStats {
  readonly calls: number;
  readonly throttled: number;
  /** Most arrivals in any 1,000 ms, wherever that second begins. */
  readonly mostInAnySecond: number;
  readonly firstArrivalMs: number | null;
  readonly lastArrivalMs: number | null;
  /** Calls that were answered by an injected fault. */
  readonly faults: number;
  /** Calls that were refused for what they asked, such as a task that does not exist. */
  readonly refused: number;
}

/** Arrivals by operation since the start or the last reset. */
export interface LiveStats {
  readonly operations: Readonly<Record<string, OperationStats>>;
  /** Absent while no task has been given a CallbackUrl. */
  readonly callbacks?: CallbackStats;
}

const SECOND_MS = 1000;

/** Counts the arrivals of one operation, exactly. */
export class ArrivalLog {
  throttled = 0;
  faults = 0;
  refused = 0;
  #times = new Float64Array(1024);
  #calls = 0;

  arrive(atMs: number): void {
    if (this.#calls === this.#times.length) {
      const grown = new Float64Array(this.#times.length * 2);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#calls++] = atMs;
  }

  summary(): OperationStats {
    const times = this.#times.subarray(0, this.#calls);
    return {
      calls: this.#calls,
      throttled: this.throttled,
      mostInAnySecond: busiestSecond(times),
      firstArrivalMs: times[0] ?? null,
      lastArrivalMs: times.at(-1) ?? null,
      faults: this.faults,
      refused: this.refused,
    };
  }
}

/** Most of the ascending `times` that lie within less than 1,000 ms of each other. */
export function busiestSecond(times: ArrayLike<number>): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= SECOND_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
