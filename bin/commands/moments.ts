import { DateTime, Duration } from 'luxon';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { UsageError } from '../usage-error.ts';

const EXPECTED = 'a duration such as 30m, 2h, 1d or PT2H, or a time such as 2026-03-01T08:00:00Z';
const SHORT = /^(\d{1,6})([smhd])$/i;
const UNIT_OF = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' } as const;
/** Times further away are typing errors, and luxon writes their years differently. */
const LONGEST_YEARS = 10;

/** The time that a text means: a duration from now, or a point in time. @throws UsageError naming the flag */
export function momentAfter(text: string, now: UtcDateTime, flag: string): UtcDateTime {
  return moment(text, flag, (duration) => now.plus(duration));
}

/** Like momentAfter, but durations count back from now. @throws UsageError naming the flag */
export function momentBefore(text: string, now: UtcDateTime, flag: string): UtcDateTime {
  return moment(text, flag, (duration) => now.minus(duration));
}

function moment(text: string, flag: string, apply: (duration: Duration) => UtcDateTime): UtcDateTime {
  const duration = durationOf(text);
  const time = duration.isValid ? apply(duration) : DateTime.fromISO(text, { zone: 'utc' });
  if (!time.isValid) throw new UsageError(`${flag} must be ${EXPECTED}`);
  if (Math.abs(duration.isValid ? duration.as('years') : 0) > LONGEST_YEARS)
    throw new UsageError(`${flag} must be at most ${LONGEST_YEARS} years away`);
  return time as UtcDateTime;
}

function durationOf(text: string): Duration {
  const [, amount = '', unit = ''] = SHORT.exec(text) ?? [];
  // luxon takes a P alone for no time at all
  if (unit === '') return /\d/.test(text) ? Duration.fromISO(text.toUpperCase()) : Duration.invalid('no amount');
  return Duration.fromObject({ [UNIT_OF[unit.toLowerCase() as keyof typeof UNIT_OF]]: Number(amount) });
}
