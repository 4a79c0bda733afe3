import { DateTime } from 'luxon';
import type { Clock, UtcDateTime } from '../../lib/base/time.ts';

export interface InstantClock extends Clock {
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: readonly number[];
}

/** A clock whose sleeps end at once, with time advanced. For adapters, where real sockets do the waiting. */
export function instantClock(startIso = '2026-03-01T08:00:00Z'): InstantClock {
  const sleeps: number[] = [];
  const sleptMs = () => sleeps.reduce((sum, ms) => sum + ms, 0);
  return {
    sleeps,
    nowUtc: () => DateTime.fromISO(startIso, { zone: 'utc' }).plus(sleptMs()) as UtcDateTime,
    monotonicMs: () => sleptMs(),
    async sleep(ms) {
      sleeps.push(ms);
    },
  };
}
