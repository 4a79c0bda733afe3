import { longestGapSeconds } from './longest-gap.ts';

/** A sweep a minute, where nothing says another interval. */
export const DEFAULT_INTERVAL_SECONDS = 60;

/**
 * Seconds from the start of one sweep to that of the next, at most. Said by `sweep.intervalSeconds`, which packaging fills in
 * of the timer's schedule; else by the schedule of the timer that `deploy` makes, of two the slower one; else by the interval
 * of the alarms; else a minute.
 * @param config as it was checked, or as it is written: a function is packaged where not every variable is set
 */
export function sweepIntervalSeconds({
  sweep,
  deploy,
}: {
  readonly sweep?: unknown;
  readonly deploy?: unknown;
}): number {
  const own = fieldsOf(sweep).intervalSeconds;
  if (typeof own === 'number') return own;
  const { fc, aws, alarms } = fieldsOf(deploy);
  const gaps = [fc, aws].flatMap((section) => {
    const { schedule } = fieldsOf(section);
    return typeof schedule === 'string' ? (longestGapSeconds(schedule) ?? []) : [];
  });
  if (gaps.length > 0) return Math.max(...gaps);
  const { intervalMinutes } = fieldsOf(alarms);
  return typeof intervalMinutes === 'number' ? intervalMinutes * 60 : DEFAULT_INTERVAL_SECONDS;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
