import { longestGapSeconds, meanGapSeconds } from './longest-gap.ts';
import { sectionOf } from './sections.ts';

/** The default interval: one sweep a minute. The timers of both clouds have it where no schedule is written. */
export const DEFAULT_INTERVAL_SECONDS = 60;

/**
 * A configuration, either checked or as written: a function is packaged on a machine where not every variable is set.
 */
interface Timed {
  readonly sweep?: unknown;
  readonly deploy?: unknown;
}

/**
 * Seconds from the start of one sweep to that of the next, at most. Taken from `sweep.intervalSeconds`, which packaging
 * sets from the timer's schedule; otherwise from the timer that `deploy` creates (the slower one of two); otherwise,
 * where the timer is not ours, from the interval of the alarms; otherwise one minute.
 */
export function sweepIntervalSeconds(config: Timed): number {
  return intervalSeconds(config, longestGapSeconds);
}

/** Like sweepIntervalSeconds, but the average, including nights without sweeps: for monthly totals. */
export function meanIntervalSeconds(config: Timed): number {
  return intervalSeconds(config, meanGapSeconds);
}

/**
 * The minutes between sweeps that alarms have to allow for: an `alarms.intervalMinutes` shorter than the timer's
 * interval would raise an alarm between two good sweeps.
 */
export function alarmIntervalMinutes(config: Timed): number {
  const { intervalMinutes } = sectionOf(sectionOf(config.deploy).alarms);
  const ofSweeps = Math.ceil(sweepIntervalSeconds(config) / 60);
  return typeof intervalMinutes === 'number' ? Math.max(intervalMinutes, ofSweeps) : ofSweeps;
}

function intervalSeconds({ sweep, deploy }: Timed, gapOf: (schedule: string) => number | null): number {
  const own = sectionOf(sweep).intervalSeconds;
  if (typeof own === 'number') return own;
  const { fc, aws, alarms } = sectionOf(deploy);
  const gaps = [fc, aws].flatMap((timer) => {
    if (typeof timer !== 'object' || timer === null) return [];
    const { schedule = null } = sectionOf(timer);
    if (schedule === null) return [DEFAULT_INTERVAL_SECONDS];
    return typeof schedule === 'string' ? (gapOf(schedule) ?? []) : [];
  });
  if (gaps.length > 0) return Math.max(...gaps);
  const { intervalMinutes } = sectionOf(alarms);
  return typeof intervalMinutes === 'number' ? intervalMinutes * 60 : DEFAULT_INTERVAL_SECONDS;
}
