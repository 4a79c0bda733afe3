import { DateTime } from 'luxon';
import { type Clock, systemClock, type UtcDateTime } from '../../lib/base/time.ts';

export interface InstantClock extends Clock {
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: readonly number[];
}

/**
 * A clock whose sleeps end at once, with time advanced. For adapters, where real sockets do the waiting: a sleep that can
 * be ended is the deadline of a call over one, and stays one.
 */
export function instantClock(startIso = '2026-03-01T08:00:00Z'): InstantClock {
  const sleeps: number[] = [];
  const sleptMs = () => sleeps.reduce((sum, ms) => sum + ms, 0);
  return {
    sleeps,
    nowUtc: () => DateTime.fromISO(startIso, { zone: 'utc' }).plus(sleptMs()) as UtcDateTime,
    monotonicMs: () => sleptMs(),
    async sleep(ms, signal) {
      if (signal) return systemClock.sleep(ms, signal);
      sleeps.push(ms);
    },
  };
}
