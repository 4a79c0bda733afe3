import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
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

export const systemClock: Clock = {
  nowUtc: () => DateTime.utc(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
};

const LIVE_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * Parses a UTC time as Live writes it (`yyyy-MM-ddTHH:mm:ssZ`).
 * @returns null when the text is not such a time
 */
export function parseUtc(text: string): UtcDateTime | null {
  if (!LIVE_UTC.test(text)) return null;
  const ms = Date.parse(text); // luxon's own parser costs 20 times as much, twice a task, on the hot path
  return Number.isNaN(ms) ? null : (DateTime.fromMillis(ms, { zone: 'utc' }) as UtcDateTime);
}

/** Parses Unix seconds, as Live writes `TaskExitTime`. @returns null when out of the calendar's range */
export function fromUnixSeconds(seconds: number): UtcDateTime | null {
  const time = DateTime.fromSeconds(seconds, { zone: 'utc' });
  return time.isValid ? time : null;
}
