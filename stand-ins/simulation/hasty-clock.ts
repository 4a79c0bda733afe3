import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Clock, UtcDateTime } from '../../lib/base/time.ts';

/**
 * A clock that runs so many times faster than that on the wall, for whole programs over real sockets: waits are short, and each
 * is in proportion to all others. Minutes between two events are passed at once.
 */
export class HastyClock implements Clock {
  readonly #factor: number;
  readonly #beganMs = performance.now();
  readonly #startMs: number;
  #passedMs = 0;

  constructor(factor: number, startIso = '2026-03-01T08:00:00Z') {
    this.#factor = factor;
    this.#startMs = Date.parse(startIso);
  }

  nowUtc(): UtcDateTime {
    return DateTime.fromMillis(Math.round(this.#startMs + this.monotonicMs()), { zone: 'utc' }) as UtcDateTime;
  }

  monotonicMs(): number {
    return (performance.now() - this.#beganMs) * this.#factor + this.#passedMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await sleep(Math.max(0, ms) / this.#factor, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    });
  }

  /** Lets time pass at once, to this many milliseconds after the start. */
  passTo(ms: number): void {
    this.#passedMs += Math.max(0, ms - this.monotonicMs());
  }
}
