import { Cron } from 'croner';
import { DateTime, IANAZone } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';

/** Times that a cron expression names, in a time zone. */
export interface Recurring {
  /** Minute, hour, day, month, weekday. */
  readonly cron: string;
  /** An IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
}

/** The last of these times, at most so many, the latest first; `now` itself may be one. */
export function timesUntil({ cron, timeZone }: Recurring, now: UtcDateTime, most: number): UtcDateTime[] {
  // only times before the reference are found
  const found = cronOf(cron, timeZone).previousRuns(most, new Date(now.toMillis() + 1));
  return found.map((time) => DateTime.fromMillis(time.getTime(), { zone: 'utc' }) as UtcDateTime);
}

/**
 * Named times (`30 2 * * *`) come once a day that the clocks change: at the first of two 02:30, and when there is none, at
 * the change. Repeated ones (`0,30 * * * *`) go by elapsed time. @throws Error when either cannot be read
 */
function cronOf(cron: string, timezone: string): Cron {
  return new Cron(cron, { mode: '5-part', timezone, fixedTimeRule: 'no-wildcard' });
}

/** Where the search for the first time starts; any instant will do. */
const LONG_AGO = new Date(0);
/** An expression with two times within an hour has them on one of its first days. */
const TIMES_COMPARED = 30;
const MS_AN_HOUR = 3_600_000;

/** Whether a text is a cron expression of five fields, or a nickname such as @daily, that ever occurs (a 31st of June does not). */
export function isCron(text: string): boolean {
  // croner takes a text with a colon for a date
  if (text.includes(':')) return false;
  try {
    return cronOf(text, 'UTC').nextRun(LONG_AGO) !== null;
  } catch {
    return false;
  }
}

/** Whether any two of its times are at least an hour apart: `* 9 * * mon` has sixty between nine and ten. */
export function isAtMostHourly(cron: string): boolean {
  const times = cronOf(cron, 'UTC').nextRuns(TIMES_COMPARED, LONG_AGO);
  return times.every((time, n) => n === 0 || time.getTime() - (times[n - 1]?.getTime() ?? 0) >= MS_AN_HOUR);
}

/** Whether a text is the IANA name of a time zone that this machine knows. An offset is not one: it knows no summer time. */
export function isTimeZone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text);
}
