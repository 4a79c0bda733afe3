import type { Dimension, MetricAlarm, MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmFields, Measured } from './alarm.ts';

/** The id of the metric math in alarms that have some. */
const EXPRESSION_ID = 'e1';

/** Fields of an alarm in the form in which ours and CloudWatch's are compared. */
export type ComparableFields = Readonly<Record<string, unknown>>;

/** A planned alarm's fields, for comparing. */
export function comparable(fields: AlarmFields): ComparableFields {
  const { alarmActions, okActions, insufficientDataActions, ...rest } = fields;
  return {
    ...rest,
    alarmActions: sorted(alarmActions),
    okActions: sorted(okActions),
    insufficientDataActions: sorted(insufficientDataActions),
  };
}

/** An existing alarm's fields, for comparing. Fields that ours never have are kept too, so that they show up as differences. */
export function observedFields(alarm: MetricAlarm): ComparableFields {
  const queries = alarm.Metrics ?? [];
  const math = queries.find(({ Id, Expression }) => Id === EXPRESSION_ID && Expression);
  const others = queries.filter((query) => query !== math && !query.MetricStat);
  return {
    description: alarm.AlarmDescription,
    metrics: alarm.MetricName ? { m1: topLevelMeasured(alarm) } : Object.fromEntries(queries.flatMap(measuredEntry)),
    ...present({
      expression: math?.Expression,
      otherExpressions: others.length === 0 ? undefined : others.map(({ Id, Expression }) => `${Id}: ${Expression}`),
      thresholdMetricId: alarm.ThresholdMetricId,
      promQl: alarm.EvaluationCriteria === undefined ? undefined : 'a PromQL expression',
    }),
    comparison: alarm.ComparisonOperator,
    threshold: alarm.Threshold,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    missingData: alarm.TreatMissingData ?? 'missing',
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: sorted(alarm.AlarmActions),
    okActions: sorted(alarm.OKActions),
    insufficientDataActions: sorted(alarm.InsufficientDataActions),
  };
}

function topLevelMeasured(alarm: MetricAlarm): ComparableFields {
  return {
    namespace: alarm.Namespace,
    metric: alarm.MetricName,
    dimensions: dimensionsOf(alarm.Dimensions),
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    periodSeconds: alarm.Period,
    ...present({ unit: alarm.Unit }),
  };
}

function measuredEntry({ Id = '', MetricStat, AccountId }: MetricDataQuery): [string, ComparableFields][] {
  if (!MetricStat) return [];
  const { Metric, Stat, Period, Unit } = MetricStat;
  const fields = {
    namespace: Metric?.Namespace,
    metric: Metric?.MetricName,
    dimensions: dimensionsOf(Metric?.Dimensions),
    statistic: Stat,
    periodSeconds: Period,
    ...present({ unit: Unit, account: AccountId }),
  };
  return [[Id, fields]];
}

function dimensionsOf(dimensions: readonly Dimension[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
}

/** The input that creates or overwrites an alarm, without tags. */
export function putInput(name: string, fields: AlarmFields): PutMetricAlarmInput {
  return {
    AlarmName: name,
    AlarmDescription: fields.description,
    ActionsEnabled: fields.actionsEnabled,
    AlarmActions: [...fields.alarmActions],
    OKActions: [...fields.okActions],
    InsufficientDataActions: [...fields.insufficientDataActions],
    EvaluationPeriods: fields.evaluationPeriods,
    DatapointsToAlarm: fields.datapointsToAlarm,
    Threshold: fields.threshold,
    ComparisonOperator: fields.comparison,
    TreatMissingData: fields.missingData,
    ...measureInput(fields),
  };
}

/** A single metric without math is sent by its name, which the console shows best. */
function measureInput({ metrics, expression }: AlarmFields): Partial<PutMetricAlarmInput> {
  const [first, ...more] = Object.values(metrics);
  if (expression === undefined && first !== undefined && more.length === 0) {
    const { namespace, metric, statistic, periodSeconds } = first;
    const Dimensions = dimensionList(first);
    return { Namespace: namespace, MetricName: metric, Dimensions, Statistic: statistic, Period: periodSeconds };
  }
  const queries = Object.entries(metrics).map(([Id, measured]) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: measured.namespace, MetricName: measured.metric, Dimensions: dimensionList(measured) },
      Period: measured.periodSeconds,
      Stat: measured.statistic,
    },
  }));
  return { Metrics: [...queries, { Id: EXPRESSION_ID, Expression: expression, ReturnData: true }] };
}

function dimensionList({ dimensions }: Measured): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function sorted(list: readonly string[] = []): string[] {
  return [...list].sort();
}

/** Absent and null fields are treated alike: servers that imitate CloudWatch send either. */
function present(fields: ComparableFields): ComparableFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
