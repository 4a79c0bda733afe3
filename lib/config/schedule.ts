import { longestGapSeconds, meanGapSeconds } from './longest-gap.ts';

/** A sweep a minute, where nothing says another interval. */
export const DEFAULT_INTERVAL_SECONDS = 60;

/** A configuration as it was checked, or as it is written: a function is packaged where not every variable is set. */
interface Timed {
  readonly sweep?: unknown;
  readonly deploy?: unknown;
}

/**
 * Seconds from the start of one sweep to that of the next, at most. Said by `sweep.intervalSeconds`, which packaging fills in
 * of the timer's schedule; else by the schedule of the timer that `deploy` makes, of two the slower one; else by the interval
 * of the alarms; else a minute.
 */
export function sweepIntervalSeconds(config: Timed): number {
  return intervalSeconds(config, longestGapSeconds);
}

/** As sweepIntervalSeconds, but in the mean, nights without sweeps included: for sums over a month. */
export function meanIntervalSeconds(config: Timed): number {
  return intervalSeconds(config, meanGapSeconds);
}

/**
 * Minutes from one sweep to the next that alarms have to reckon with: a shorter `alarms.intervalMinutes` than the timer has
 * would fire between two good sweeps.
 */
export function alarmIntervalMinutes(config: Timed): number {
  const { intervalMinutes } = fieldsOf(fieldsOf(config.deploy).alarms);
  const ofSweeps = Math.ceil(sweepIntervalSeconds(config) / 60);
  return typeof intervalMinutes === 'number' ? Math.max(intervalMinutes, ofSweeps) : ofSweeps;
}

function intervalSeconds({ sweep, deploy }: Timed, gapOf: (schedule: string) => number | null): number {
  const own = fieldsOf(sweep).intervalSeconds;
  if (typeof own === 'number') return own;
  const { fc, aws, alarms } = fieldsOf(deploy);
  const gaps = [fc, aws].flatMap((section) => {
    const { schedule } = fieldsOf(section);
    return typeof schedule === 'string' ? (gapOf(schedule) ?? []) : [];
  });
  if (gaps.length > 0) return Math.max(...gaps);
  const { intervalMinutes } = fieldsOf(alarms);
  return typeof intervalMinutes === 'number' ? intervalMinutes * 60 : DEFAULT_INTERVAL_SECONDS;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
