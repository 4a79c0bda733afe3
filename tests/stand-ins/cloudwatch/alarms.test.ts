import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  GetDashboardCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';

let standIn: CloudWatchStandIn;
let client: CloudWatchClient;

beforeEach(async () => {
  standIn = await startCloudWatchStandIn({ now: () => Date.parse('2026-03-01T08:00:00Z') });
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
    ['a unit that is none', { ...PLAIN, Unit: 'Relays' as 'Count' }],
    ['a percentile', { ...BARE, MetricName: 'M', Namespace: 'N', Period: 60, ExtendedStatistic: 'p99' }],
    ['metrics of another account', { ...BARE, Metrics: [{ ...metric('m1'), AccountId: '1' }, math('m1')] }],
    ['tags without a key', { ...PLAIN, Tags: [{ Key: '', Value: 'x' }] }],
    ['a search', { ...BARE, Metrics: [metric('m1'), math("SEARCH('{N}', 'Maximum', 60)")] }],
  ])('may not have %s', async (_name, input) => {
    await expect(client.send(new PutMetricAlarmCommand(input))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    expect(standIn.alarms()).toEqual([]);
  });
});

describe('alarms at the CloudWatch stand-in', () => {
  const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';
  beforeEach(async () => {
    for (const [AlarmName, OKActions] of [
      ['a-1', []],
      ['a-2', [TOPIC]],
      ['b-1', []],
    ] as const) {
      await client.send(new PutMetricAlarmCommand({ ...PLAIN, AlarmName, OKActions: [...OKActions] }));
    }
  });

  it.each<[string, DescribeAlarmsInput, string[]]>([
    ['by nothing', {}, ['a-1', 'a-2', 'b-1']],
    ['by name', { AlarmNames: ['b-1', 'none', 'a-1'] }, ['a-1', 'b-1']],
    ['by a name that none has', { AlarmNames: ['none'] }, []],
    ['by the beginning of the name', { AlarmNamePrefix: 'a-' }, ['a-1', 'a-2']],
    ['by the state that all are in', { StateValue: 'INSUFFICIENT_DATA' }, ['a-1', 'a-2', 'b-1']],
    ['by a state that none is in', { StateValue: 'ALARM' }, []],
    ['by what they do', { ActionPrefix: 'arn:aws:sns:eu-central-1' }, ['a-2']],
    ['by a type of which there are some', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }, ['a-1', 'a-2', 'b-1']],
    ['by a type of which there are none', { AlarmTypes: ['LogAlarm'] }, []],
  ])('are found %s', async (_name, input, names) => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand(input));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(names);
  });

  it.each<[string, DescribeAlarmsInput, string]>([
    ['by name and by its beginning', { AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'InvalidParameterCombination'],
    ['by a state that is none', { StateValue: 'FINE' as 'OK' }, 'InvalidParameterValue'],
    ['by 101 names', { AlarmNames: Array.from({ length: 101 }, (_, n) => `a-${n}`) }, 'InvalidParameterValue'],
    ['101 at a time', { MaxRecords: 101 }, 'InvalidParameterValue'],
    ['from a token that nobody gave', { NextToken: 'x' }, 'InvalidNextToken'],
    ['by the composite alarms over them', { ParentsOfAlarmName: 'a-1' }, 'InvalidParameterValue'],
  ])('are not looked for %s', async (_name, input, code) => {
    await expect(client.send(new DescribeAlarmsCommand(input))).rejects.toMatchObject({
      name: expect.stringMatching(code),
    });
  });

  it('come a page at a time', async () => {
    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    const { NextToken } = first;
    const second = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2, NextToken }));
    expect(first.MetricAlarms).toHaveLength(2);
    expect(second.MetricAlarms).toMatchObject([{ AlarmName: 'b-1' }]);
    expect(second.NextToken).toBeUndefined();
  });

  it('say when they were put, and why they are in their state', async () => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['a-1'] }));
    expect(MetricAlarms[0]).toMatchObject({
      AlarmConfigurationUpdatedTimestamp: new Date('2026-03-01T08:00:00Z'),
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: new Date('2026-03-01T08:00:00Z'),
    });
  });

  it.each([
    ['to delete', () => new DeleteAlarmsCommand({ AlarmNames: ['none'] }), 'ResourceNotFound'],
    ['to read tags of', () => new ListTagsForResourceCommand({ ResourceARN: 'none' }), 'ResourceNotFoundException'],
    [
      'to take tags from',
      () => new UntagResourceCommand({ ResourceARN: 'none', TagKeys: ['a'] }),
      'ResourceNotFoundException',
    ],
  ])('that are not there are 404 %s', async (_name, command, name) => {
    await expect(client.send(command() as DeleteAlarmsCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('a dashboard at the CloudWatch stand-in', () => {
  it.each([
    ['read', () => new GetDashboardCommand({ DashboardName: 'none' })],
    ['deleted', () => new DeleteDashboardsCommand({ DashboardNames: ['none'] })],
  ])('that is not there is 404, ResourceNotFound in the older words, when it is %s', async (_name, command) => {
    const refused = await client.send(command() as GetDashboardCommand).catch((error: unknown) => error);
    expect(refused).toMatchObject({ $metadata: { httpStatusCode: 404 }, Code: 'ResourceNotFound' });
    expect(refused).toMatchObject({ name: expect.stringMatching(/^(DashboardNotFoundError|ResourceNotFound)$/) });
  });

  it('is listed with its size and the time of its last change', async () => {
    const DashboardBody = '{"widgets":[]}';
    await client.send(new PutDashboardCommand({ DashboardName: 'relays', DashboardBody }));
    const { DashboardEntries } = await client.send(new ListDashboardsCommand({ DashboardNamePrefix: 're' }));
    expect(DashboardEntries).toEqual([
      {
        DashboardName: 'relays',
        DashboardArn: 'arn:aws:cloudwatch::123456789012:dashboard/relays',
        LastModified: new Date('2026-03-01T08:00:00Z'),
        Size: DashboardBody.length,
      },
    ]);
  });

  it.each([
    ['a name with a dot', 'a.b', '{"widgets":[]}'],
    ['a body that is not JSON', 'a', '{'],
    ['a body without widgets', 'a', '{}'],
  ])('may not have %s', async (_name, DashboardName, DashboardBody) => {
    await expect(client.send(new PutDashboardCommand({ DashboardName, DashboardBody }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
      Code: 'InvalidParameterInput',
    });
    expect(standIn.dashboards().size).toBe(0);
  });
});
