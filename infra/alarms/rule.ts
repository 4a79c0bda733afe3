import type { MetricName } from '../../lib/monitor/metric-catalogue.ts';
import type { Comparison, MissingData, Statistic } from './alarm.ts';
import { type Series, seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';

/** What an alarm is about, without the words and numbers that all alarms have in common. */
export interface Rule {
  readonly id: string;
  readonly firesWhen: string;
  readonly delay: string;
  readonly todo: string;
  readonly series: readonly Series[];
  /** Metric math over `m1`, `m2` and so on, in the order of `series`; needed when there are several. */
  readonly expression?: string;
  readonly statistic: Statistic;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periodMinutes: number;
  /** How many periods in a row. */
  readonly periods: number;
  readonly missingData: MissingData;
}

/** Metrics that one alarm may look at. Source: CloudWatch API 2010-08-01, PutMetricAlarm, Metrics. */
export const METRICS_PER_ALARM = 10;
/** A fault of the network or a receiver that is over within this many sweeps needs nobody's attention. */
export const SWEEPS_OF_TROUBLE = 3;

/** How a rule looks at its series, without words and threshold. */
export type Measure = Omit<Rule, 'id' | 'firesWhen' | 'delay' | 'todo' | 'threshold'>;

/** A gauge at the end of each sweep: Maximum, since a repeated request would double a Sum. */
export function gauge(name: MetricName, dimensions: Readonly<Record<string, string>>, target: AlarmTarget): Measure {
  return measure([seriesOf(name, dimensions, target)], target);
}

/** Like gauge, for the sum of several series, each transformed by `each`. */
export function gaugeSum(series: readonly Series[], target: AlarmTarget, each = (id: string) => id): Measure {
  if (series.length === 1) return measure(series, target);
  const terms = series.map((_, place) => each(`m${place + 1}`));
  return { ...measure(series, target), expression: `SUM([${terms.join(', ')}])` };
}

/** The period of alarms and graphs: one sweep interval. During hours that a timer skips, alarms keep their state. */
export function periodMinutesOf({ intervalMinutes }: AlarmTarget): number {
  return Math.min(intervalMinutes, 60);
}

function measure(series: readonly Series[], target: AlarmTarget): Measure {
  return {
    series,
    statistic: 'Maximum',
    comparison: 'GreaterThanOrEqualToThreshold',
    periodMinutes: periodMinutesOf(target),
    periods: 1,
    missingData: 'ignore',
  };
}

/** How late an alarm that needs this many sweeps is, in words. */
export function delayOf(sweeps: number): string {
  return `${sweeps === 1 ? 'a sweep' : `${sweeps} sweeps`}, and one or two minutes until CloudWatch looks`;
}

/** Splits a list into parts of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, place) =>
    list.slice(place * size, (place + 1) * size),
  );
}
