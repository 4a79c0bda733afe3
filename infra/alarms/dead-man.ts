import type { MetricName } from '../../lib/monitor/metric-catalogue.ts';
import { gauge, type Measure } from './rule.ts';
import type { AlarmTarget } from './target.ts';

/** The longest period that CloudWatch evaluates. */
const MOST_MINUTES = 7 * 24 * 60;
/** The longest one with periods below an hour. */
const MOST_MINUTES_BY_MINUTE = 24 * 60;

/** Minutes without a heartbeat after which the monitor counts as dead. */
export function deadAfterMinutes({ settings, intervalMinutes }: AlarmTarget): number {
  return settings.deadAfterMinutes ?? Math.min(3 * intervalMinutes, MOST_MINUTES);
}

/**
 * Looks whether a number was published at all. Evaluates single minutes, the finest resolution there is, rather than whole
 * intervals: one heartbeat in the range is enough, so the distance between sweeps does not matter. CloudWatch looks at a few
 * more periods than it is told to (5 instead of 3 in its documentation) and counts missing ones only when there is nothing else,
 * hence the delay. FILL(m, 0) would be faster but wrong, since the newest minute is always missing for a while.
 */
export function deadMan(name: MetricName, last: string, target: AlarmTarget): Measure & { readonly delay: string } {
  const minutes = deadAfterMinutes(target);
  return {
    ...gauge(name, {}, target),
    delay: `${minutes + 2} to ${minutes + 4} minutes after ${last}: CloudWatch waits for late data`,
    ...(minutes <= MOST_MINUTES_BY_MINUTE
      ? { periodMinutes: 1, periods: minutes }
      : { periodMinutes: 60, periods: Math.ceil(minutes / 60) }),
    missingData: 'breaching',
  };
}
