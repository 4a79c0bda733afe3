import type { Series } from './series.ts';

export type Statistic = 'Maximum' | 'Minimum';

/** A series as an alarm or a widget looks at it. */
export interface Measured extends Series {
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

export type Comparison = 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';

/** `ignore` keeps the state: a monitor that went silent shall not end an alarm. */
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** What CloudWatch keeps of an alarm, as plain data: what is compared with what is there. */
export interface AlarmFields {
  readonly description: string;
  /** By id, `m1` and so on. One without an expression, or several with it. */
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
  /** When it fires, for people, without a full stop. */
  readonly firesWhen: string;
  /** How long after the fact, for people. */
  readonly delay: string;
  /** What to do, for people. */
  readonly todo: string;
  readonly fields: AlarmFields;
}

/** How many metrics the alarms look at, which is what CloudWatch bills by: metric math counts each metric of it. */
export function alarmMetricCount(alarms: readonly PlannedAlarm[]): number {
  return alarms.reduce((sum, { fields }) => sum + Object.keys(fields.metrics).length, 0);
}
