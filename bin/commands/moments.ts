import { DateTime, Duration } from 'luxon';
import type { UtcDateTime } from '../../lib/time.ts';
import { UsageError } from '../usage-error.ts';

const EXPECTED = 'an ISO 8601 duration such as PT2H, or a time such as 2026-03-01T08:00:00Z';

/** The instant that a duration from now, or a time, means. @throws UsageError naming the flag */
export function momentAfter(text: string, now: UtcDateTime, flag: string): UtcDateTime {
  return moment(text, flag, (duration) => now.plus(duration));
}

/** As momentAfter, but durations go back. @throws UsageError naming the flag */
export function momentBefore(text: string, now: UtcDateTime, flag: string): UtcDateTime {
  return moment(text, flag, (duration) => now.minus(duration));
}

function moment(text: string, flag: string, apply: (duration: Duration) => UtcDateTime): UtcDateTime {
  const duration = Duration.fromISO(text.toUpperCase());
  if (duration.isValid) return apply(duration);
  const time = DateTime.fromISO(text, { zone: 'utc' });
  if (!time.isValid) throw new UsageError(`${flag} must be ${EXPECTED}`);
  return time as UtcDateTime;
}
