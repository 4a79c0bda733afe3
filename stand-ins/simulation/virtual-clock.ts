import { setImmediate as nextTurn } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Clock, UtcDateTime } from '../../lib/base/time.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * A clock on which time passes only when everybody sleeps. `run` drives it until a promise settles, so tests of minutes
 * take milliseconds, and are exact. The wall clock may be stepped apart from the monotonic one.
 */
export class VirtualClock implements Clock {
  #monotonicMs = 1_000;
  #wallOffsetMs: number;
  #sleepers: Sleeper[] = [];
  #order = 0;

  constructor(startIso = '2026-03-01T08:00:00Z') {
    this.#wallOffsetMs = Date.parse(startIso) - this.#monotonicMs;
  }

  nowUtc(): UtcDateTime {
    return DateTime.fromMillis(this.#monotonicMs + this.#wallOffsetMs, { zone: 'utc' }) as UtcDateTime;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  stepWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Time goes on by itself, as while a program computes. */
  pass(ms: number): void {
    this.#monotonicMs += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAtMs: this.#monotonicMs + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Lets time pass until `work` settles. Throws when everybody waits and nobody sleeps: a deadlock. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const watch = work.then(
      () => {
        settled = true;
      },
      () => {
        settled = true;
      },
    );
    for (let idleTurns = 0; !settled; ) {
      await nextTurn();
      if (settled) break;
      const next = this.#earliest();
      if (next) {
        idleTurns = 0;
        this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
        this.#monotonicMs = Math.max(this.#monotonicMs, next.wakeAtMs);
        next.wake();
      } else if (++idleTurns > 1_000) {
        throw new Error('nobody sleeps and the work does not end: a deadlock');
      }
    }
    await watch;
    return work;
  }

  #earliest(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>(
      (first, one) =>
        !first || one.wakeAtMs < first.wakeAtMs || (one.wakeAtMs === first.wakeAtMs && one.order < first.order)
          ? one
          : first,
      undefined,
    );
  }
}

/** A clock whose sleeps end at once and move it on by their length. For code that does one thing at a time. */
export function fakeClock(startIso?: string): VirtualClock & { readonly slept: number[] } {
  const clock = new VirtualClock(startIso) as VirtualClock & { slept: number[] };
  clock.slept = [];
  clock.sleep = async (ms, signal) => {
    signal?.throwIfAborted();
    clock.slept.push(ms);
    clock.pass(ms);
  };
  return clock;
}
