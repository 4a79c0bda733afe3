import type { Series } from './series.ts';

export type Statistic = 'Maximum' | 'Minimum';

/** A series as used by an alarm or a widget. */
export interface Measured extends Series {
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

export type Comparison = 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';

/** `ignore` keeps the state: a monitor that went silent must not end an alarm. */
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** The fields of an alarm in CloudWatch as plain data, to be compared with what exists. */
export interface AlarmFields {
  readonly description: string;
  /** By id: `m1` and so on. Either one metric without an expression, or several with one. */
  readonly metrics: Readonly<Record<string, Measured>>;
  /** Metric math over the ids. */
  readonly expression?: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/** An alarm that the configuration asks for. */
export interface PlannedAlarm {
  readonly name: string;
  /** The name without the prefix. */
  readonly id: string;
  /** When it fires, in words, without a full stop. */
  readonly firesWhen: string;
  /** The delay after the event, in words. */
  readonly delay: string;
  /** What to do, in words. */
  readonly todo: string;
  readonly fields: AlarmFields;
}

/** How many metrics the alarms use, which is what CloudWatch bills: metric math counts each of its metrics. */
export function alarmMetricCount(alarms: readonly PlannedAlarm[]): number {
  return alarms.reduce((sum, { fields }) => sum + Object.keys(fields.metrics).length, 0);
}
