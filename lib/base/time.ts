import { performance } from 'node:perf_hooks';
import { DateTime } from 'luxon';

/** A valid luxon instant in UTC; the only kind of time inside relaywatch. */
export type UtcDateTime = DateTime<true>;

/** Where time comes from. Injected everywhere, so that tests run on a virtual clock. */
export interface Clock {
  /** The wall clock, in UTC. It may jump; never measure with it. */
  nowUtc(): UtcDateTime;
  /** Milliseconds that only go forward, from an arbitrary start. Measure and pace with these. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of chance in [0, 1). Injected, so that a seed reproduces a run. */
export type Random = () => number;

/** Node turns a longer timer into one of 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowUtc: () => DateTime.utc(),
  monotonicMs: () => performance.now(),
  sleep,
};

/**
 * Like timers/promises, which however creates two errors with stacks for every abort, and each call to Live aborts its
 * deadline.
 */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

const LIVE_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * Parses a UTC time as Live writes it (`yyyy-MM-ddTHH:mm:ssZ`).
 * @returns null when the text is not such a time, a 30th of February included
 */
export function parseUtc(text: string): UtcDateTime | null {
  if (!LIVE_UTC.test(text)) return null;
  const ms = Date.parse(text); // luxon's own parser takes 20 times as long, and this runs twice per task on the hot
  // path
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(text.slice(8, 10))) return null;
  return DateTime.fromMillis(ms, { zone: 'utc' }) as UtcDateTime;
}

/** Parses Unix seconds, as Live writes `TaskExitTime`. @returns null when out of the calendar's range */
export function fromUnixSeconds(seconds: number): UtcDateTime | null {
  const time = DateTime.fromSeconds(seconds, { zone: 'utc' });
  return time.isValid ? time : null;
}
