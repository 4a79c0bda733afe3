import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { type AlarmFields, alarmMetricCount, type PlannedAlarm } from '../../../infra/alarms/alarm.ts';
import { comparable, observedFields, putInput } from '../../../infra/alarms/observed.ts';
import { dashboardMarkOf, markOf } from '../../../infra/alarms/ownership.ts';
import { alarmsPolicy } from '../../../infra/alarms/policy.ts';
import { chunks, delayOf } from '../../../infra/alarms/rule.ts';
import type { AlarmTarget } from '../../../infra/alarms/target.ts';
import { mathRow, metricWidget, placed, rowOf, sumRows, textWidget } from '../../../infra/alarms/widgets.ts';
import { differences } from '../../../infra/deploy/diff.ts';

const series = (metric: string, dimensions: Record<string, string> = {}) => ({ namespace: 'Live', metric, dimensions });
const measured = (metric: string, dimensions = {}) => ({
  ...series(metric, dimensions),
  statistic: 'Maximum' as const,
  periodSeconds: 60,
});
const fields = (parts: Partial<AlarmFields> = {}): AlarmFields => ({
  description: 'No sweep. Look. [made by relaywatch: watch-dead-man]',
  metrics: { m1: measured('Heartbeat', { Stage: 'prod' }) },
  comparison: 'LessThanThreshold',
  threshold: 1,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  missingData: 'breaching',
  actionsEnabled: true,
  alarmActions: ['arn:b', 'arn:a'],
  okActions: [],
  insufficientDataActions: [],
  ...parts,
});
const MATH = fields({ metrics: { m1: measured('A', { R: 'x' }), m2: measured('B') }, expression: 'm1 + m2' });
/** An alarm as the service gives it back after it was put. */
const asStored = (wanted: AlarmFields): MetricAlarm => ({ ...putInput('watch-dead-man', wanted) }) as MetricAlarm;
const changed = (wanted: AlarmFields, stored: MetricAlarm) =>
  differences(observedFields(stored), comparable(wanted)).map(({ path }) => path);

describe('an alarm that was put', () => {
  it.each<[string, AlarmFields]>([
    ['of one metric', fields()],
    ['of metric math', MATH],
    ['of math over one metric', fields({ expression: 'FILL(m1, REPEAT)' })],
    ['without dimensions', fields({ metrics: { m1: measured('A') } })],
  ])('is found as it was wanted: %s', (_, wanted) => {
    expect(changed(wanted, asStored(wanted))).toEqual([]);
  });

  it('is sent by the name of its metric where there is only one, and no math', () => {
    expect(putInput('n', fields())).toMatchObject({
      AlarmName: 'n',
      MetricName: 'Heartbeat',
      Statistic: 'Maximum',
      Period: 60,
    });
    expect(putInput('n', fields())).not.toHaveProperty('Metrics');
    const { Metrics = [] } = putInput('n', MATH);
    expect(Metrics.map(({ Id, ReturnData }) => [Id, ReturnData])).toEqual([
      ['m1', false],
      ['m2', false],
      ['e1', true],
    ]);
  });

  it.each<[string, Partial<MetricAlarm>, string[]]>([
    ['nothing', {}, []],
    ['the order of its actions', { AlarmActions: ['arn:a', 'arn:b'] }, []],
    ['what is the default anyway', { DatapointsToAlarm: undefined }, []],
    ['its threshold', { Threshold: 2 }, ['threshold']],
    ['its description', { AlarmDescription: 'mine' }, ['description']],
    ['an action more', { OKActions: ['arn:c'] }, ['okActions[0]']],
    ['whether it acts', { ActionsEnabled: false }, ['actionsEnabled']],
    ['what missing data means', { TreatMissingData: undefined }, ['missingData']],
    ['its statistic', { Statistic: 'Average' }, ['metrics.m1.statistic']],
    ['a statistic of another kind', { Statistic: undefined, ExtendedStatistic: 'p99' }, ['metrics.m1.statistic']],
    ['a unit', { Unit: 'Count' }, ['metrics.m1.unit']],
    ['a dimension', { Dimensions: [] }, ['metrics.m1.dimensions.Stage']],
    ['a band instead of a threshold', { ThresholdMetricId: 'ad1' }, ['thresholdMetricId']],
  ])('and changed by hand shows %s', (_, parts, paths) => {
    expect(changed(fields(), { ...asStored(fields()), ...parts })).toEqual(paths);
  });

  it('shows an expression that somebody added, and a changed one', () => {
    const stored = asStored(MATH);
    const added = { ...stored, Metrics: [...(stored.Metrics ?? []), { Id: 'e2', Expression: 'm1 * 2' }] };
    expect(changed(MATH, added)).toEqual(['otherExpressions']);
    const other = (stored.Metrics ?? []).map((one) => (one.Id === 'e1' ? { ...one, Expression: 'm1 - m2' } : one));
    expect(changed(MATH, { ...stored, Metrics: other })).toEqual(['expression']);
  });

  it('may be read although the service leaves everything out', () => {
    expect(observedFields({ MetricName: 'A', ExtendedStatistic: 'p99' })).toMatchObject({
      metrics: { m1: { metric: 'A', statistic: 'p99', dimensions: {} } },
    });
    expect(observedFields({})).toMatchObject({ metrics: {}, missingData: 'missing', alarmActions: [] });
  });

  it('is billed by its metrics', () => {
    const planned = [fields(), MATH, MATH].map((one) => ({ fields: one }) as PlannedAlarm);
    expect(alarmMetricCount(planned)).toBe(5);
    expect(alarmMetricCount([])).toBe(0);
  });
});

describe('the rights of who makes alarms', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('are for its own alarms in %s', (region, partition) => {
    const target = { settings: { prefix: 'watch' }, metrics: { region } } as unknown as AlarmTarget;
    const { Statement } = alarmsPolicy(target) as { Statement: { Sid: string; Resource: string }[] };
    expect(Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource]))).toEqual({
      FindAlarms: `arn:${partition}:cloudwatch:${region}:*:alarm:*`,
      OwnAlarms: `arn:${partition}:cloudwatch:${region}:*:alarm:watch-*`,
      OwnDashboard: `arn:${partition}:cloudwatch::*:dashboard/watch`,
    });
  });

  it('have marks that name the alarm and the region', () => {
    expect(markOf('watch-dead-man')).toBe('[made by relaywatch: watch-dead-man]');
    expect(dashboardMarkOf('watch', 'us-east-1')).not.toBe(dashboardMarkOf('watch', 'us-west-2'));
  });
});

describe('a widget', () => {
  it('has as few fields as it needs', () => {
    const graph = { title: 'T', metrics: [rowOf(series('A', { R: 'x' }))], periodSeconds: 60 };
    expect(metricWidget('us-east-1', graph)).toEqual({
      type: 'metric',
      properties: {
        title: 'T',
        view: 'timeSeries',
        region: 'us-east-1',
        stat: 'Maximum',
        period: 60,
        metrics: [['Live', 'A', 'R', 'x', {}]],
        yAxis: { left: { min: 0 } },
      },
    });
    const number = metricWidget('us-east-1', { ...graph, view: 'singleValue', lastMinutes: 9, overall: true });
    expect(number.properties).toMatchObject({ start: '-PT9M', setPeriodToTimeRange: true });
    expect(number.properties).not.toHaveProperty('yAxis');
    expect(textWidget('# x')).toEqual({ type: 'text', properties: { markdown: '# x' } });
  });

  it('adds series up under one label, and needs no math for one', () => {
    expect(sumRows('s', [series('A')], { label: 'L' })).toEqual([['Live', 'A', { label: 'L' }]]);
    expect(sumRows('s', [series('A'), series('B')], { label: 'L' })).toEqual([
      ['Live', 'A', { id: 's1', visible: false }],
      ['Live', 'B', { id: 's2', visible: false }],
      [{ expression: 'SUM([s1, s2])', id: 's', label: 'L' }],
    ]);
    expect(mathRow('m1 / m2', { id: 'r' })).toEqual([{ expression: 'm1 / m2', id: 'r' }]);
  });

  it.each([1, 2, 3, 4, 5, 6, 8, 24])('stands beside others, %i in a row, without a gap or an overlap', (count) => {
    const widgets = Array.from({ length: count }, () => textWidget('x'));
    const all = placed([
      { height: 3, widgets },
      { height: 4, widgets: [textWidget('y')] },
    ]);
    const first = all.slice(0, count);
    expect(first.map(({ x }) => x)).toEqual(first.map(({ width }, n) => n * width));
    expect(first.every(({ x, width, y, height }) => x + width <= 24 && y === 0 && height === 3)).toBe(true);
    expect(all.at(-1)).toMatchObject({ x: 0, y: 3, width: 24, height: 4 });
  });
});

describe('parts of a list', () => {
  it.each<[number, number, number[]]>([
    [0, 10, []],
    [1, 10, [1]],
    [10, 10, [10]],
    [11, 10, [10, 1]],
    [25, 10, [10, 10, 5]],
  ])('of %i by %i have %j', (length, size, lengths) => {
    const list = Array.from({ length }, (_, n) => n);
    expect(chunks(list, size).map((part) => part.length)).toEqual(lengths);
    expect(chunks(list, size).flat()).toEqual(list);
  });

  it('are told as sweeps', () => {
    expect(delayOf(1)).toMatch(/^a sweep, /);
    expect(delayOf(3)).toMatch(/^3 sweeps, /);
  });
});
