import { invalidValue } from './refusals.ts';

/** What a client may say in one part of a request. */
interface Members {
  readonly done: readonly string[];
  /** Known to the service and not implemented here: refused, so that nobody relies on it. */
  readonly refused?: readonly string[];
}

/** By the name of the shape. Source: Amazon CloudWatch API 2010-08-01; a test compares it with the official client. */
export const MEMBERS: Readonly<Record<string, Members>> = {
  PutMetricDataInput: { done: ['Namespace', 'MetricData'], refused: ['EntityMetricData', 'StrictEntityValidation'] },
  MetricDatum: {
    done: [
      'MetricName',
      'Dimensions',
      'Timestamp',
      'Value',
      'StatisticValues',
      'Values',
      'Counts',
      'Unit',
      'StorageResolution',
    ],
  },
  StatisticSet: { done: ['SampleCount', 'Sum', 'Minimum', 'Maximum'] },
  Dimension: { done: ['Name', 'Value'] },
  PutMetricAlarmInput: {
    done: [
      'AlarmName',
      'AlarmDescription',
      'ActionsEnabled',
      'OKActions',
      'AlarmActions',
      'InsufficientDataActions',
      'MetricName',
      'Namespace',
      'Statistic',
      'Dimensions',
      'Period',
      'Unit',
      'EvaluationPeriods',
      'DatapointsToAlarm',
      'Threshold',
      'ComparisonOperator',
      'TreatMissingData',
      'Metrics',
      'Tags',
    ],
    refused: [
      'ExtendedStatistic',
      'EvaluateLowSampleCountPercentile',
      'ThresholdMetricId',
      'EvaluationWindow',
      'WarmUpConfiguration',
      'EvaluationCriteria',
      'EvaluationInterval',
      'ActionConfiguration',
    ],
  },
  MetricDataQuery: {
    done: ['Id', 'MetricStat', 'Expression', 'Label', 'ReturnData', 'Period'],
    refused: ['AccountId'],
  },
  MetricStat: { done: ['Metric', 'Period', 'Stat', 'Unit'] },
  Metric: { done: ['Namespace', 'MetricName', 'Dimensions'] },
  Tag: { done: ['Key', 'Value'] },
  DescribeAlarmsInput: {
    done: ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix', 'MaxRecords', 'NextToken'],
    refused: ['ChildrenOfAlarmName', 'ParentsOfAlarmName'],
  },
  DeleteAlarmsInput: { done: ['AlarmNames'] },
  ListTagsForResourceInput: { done: ['ResourceARN'] },
  TagResourceInput: { done: ['ResourceARN', 'Tags'] },
  UntagResourceInput: { done: ['ResourceARN', 'TagKeys'] },
  PutDashboardInput: { done: ['DashboardName', 'DashboardBody'], refused: ['Tags'] },
  GetDashboardInput: { done: ['DashboardName'] },
  ListDashboardsInput: { done: ['DashboardNamePrefix', 'NextToken'] },
  DeleteDashboardsInput: { done: ['DashboardNames'] },
};

/** @throws RefusedRequest for a member that is not implemented here, or that nobody knows */
export function checkMembers(shape: string, given: Readonly<Record<string, unknown>>): void {
  const { done = [] } = MEMBERS[shape] ?? {};
  const said = Object.keys(given).filter((name) => given[name] !== null && given[name] !== undefined);
  const unknown = said.find((name) => !done.includes(name));
  if (unknown !== undefined) throw invalidValue(`${unknown} of ${shape} is not done by this stand-in`);
}
