import {
  CloudWatchClient,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../../infra/local/cloudwatch/server.ts';

let standIn: CloudWatchStandIn;
let client: CloudWatchClient;

beforeEach(async () => {
  standIn = await startCloudWatchStandIn();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = new CloudWatchClient({ region: 'eu-central-1', endpoint: standIn.url, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const PLAIN = {
  AlarmName: 'a',
  Namespace: 'N',
  MetricName: 'M',
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
} as const satisfies PutMetricAlarmInput;
const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...BARE } = PLAIN;
const metric = (Id: string) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'Maximum' },
});
const math = (Expression: string, Id = 'e1') => ({ Id, Expression });

describe('an alarm at the CloudWatch stand-in', () => {
  it.each<[string, PutMetricAlarmInput]>([
    ['a metric', PLAIN],
    ['metric math', { ...BARE, Metrics: [metric('m1'), math('IF(m1 > 0, 1, 0)')] }],
    ['a topic of its region', { ...PLAIN, AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:x'] }],
    ['a day of minutes', { ...PLAIN, EvaluationPeriods: 1_440 }],
  ])('may have %s', async (_name, input) => {
    await client.send(new PutMetricAlarmCommand(input));
    expect(standIn.alarms()).toHaveLength(1);
  });

  it.each<[string, PutMetricAlarmInput]>([
    ['a metric and metric math', { ...PLAIN, Metrics: [metric('m1'), math('m1')] }],
    ['neither', BARE],
    ['more than a day of minutes', { ...PLAIN, EvaluationPeriods: 1_441 }],
    ['more data points than periods', { ...PLAIN, DatapointsToAlarm: 4 }],
    ['a period of 45 seconds', { ...PLAIN, Period: 45 }],
    ['a description of 1,025 characters', { ...PLAIN, AlarmDescription: 'x'.repeat(1_025) }],
    ['a name of 256 characters', { ...PLAIN, AlarmName: 'x'.repeat(256) }],
    [
      'six actions',
      { ...PLAIN, OKActions: Array.from({ length: 6 }, () => 'arn:aws:sns:eu-central-1:123456789012:x') },
    ],
    ['a topic of another region', { ...PLAIN, AlarmActions: ['arn:aws:sns:us-east-1:123456789012:x'] }],
    ['eleven metrics', { ...BARE, Metrics: [...Array.from({ length: 11 }, (_, n) => metric(`m${n}`)), math('m1')] }],
    ['an id twice', { ...BARE, Metrics: [metric('m1'), metric('m1'), math('m1')] }],
    ['two results', { ...BARE, Metrics: [metric('m1'), math('m1'), math('m1', 'e2')] }],
    ['math over what is not there', { ...BARE, Metrics: [metric('m1'), math('m1 + m2')] }],
    ['a search', { ...BARE, Metrics: [metric('m1'), math("SEARCH('{N}', 'Maximum', 60)")] }],
  ])('may not have %s', async (_name, input) => {
    await expect(client.send(new PutMetricAlarmCommand(input))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    expect(standIn.alarms()).toEqual([]);
  });
});

describe('a dashboard at the CloudWatch stand-in', () => {
  it.each([
    ['a name with a dot', 'a.b', '{"widgets":[]}'],
    ['a body that is not JSON', 'a', '{'],
    ['a body without widgets', 'a', '{}'],
  ])('may not have %s', async (_name, DashboardName, DashboardBody) => {
    await expect(client.send(new PutDashboardCommand({ DashboardName, DashboardBody }))).rejects.toThrow();
    expect(standIn.dashboards().size).toBe(0);
  });
});
