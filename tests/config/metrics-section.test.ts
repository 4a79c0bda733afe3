import { describe, expect, it } from 'vitest';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const CLOUDWATCH = { type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1' };
const PROMETHEUS = { type: 'prometheus', pushgateway: 'http://pushgateway:9091' };
const OTLP = { type: 'otlp', endpoint: 'https://collector.example.com/v1/metrics' };
const placesOf = (backend: object) => placesIn({ metrics: [backend] });
/** So many dimensions. */
const dimensions = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`D${at}`, 'x']));

describe('a namespace of CloudWatch', () => {
  it.each<[string, boolean]>([
    ['LiveRelay', true],
    ['Live/Relay_1.2#a:b-c', true],
    ['a'.repeat(255), true],
    ['a'.repeat(256), false],
    ['AWSome', true],
    ['aws/Live', true],
    ['AWS/Live', false],
    [':Live', false],
    ['Live Relay', false],
    ['直播', false],
    ['', false],
  ])('%s: %s', (namespace, isOne) => {
    expect(placesOf({ ...CLOUDWATCH, namespace })).toEqual(isOne ? [] : ['metrics[0].namespace']);
  });
});

describe('extra dimensions', () => {
  it.each<[string, boolean]>([
    ['Stage', true],
    ['Region2', true],
    ['阶段', true],
    ['region', true],
    ['constructor', true],
    ['Region', false],
    ['Verdict', false],
    ['', false],
    ['  ', false],
  ])('have names that are not ours, and not blank: %s', (name, isOne) => {
    const kinds = [CLOUDWATCH, { type: 'cloudmonitor' }];
    for (const kind of kinds) {
      const problems = problemsIn({ metrics: [{ ...kind, dimensions: { [name]: 'x' } }] });
      expect(problems.length).toBe(isOne ? 0 : 1);
    }
  });

  it('are as many as CloudWatch accepts beside ours, and on CloudMonitor as many as one likes', () => {
    expect(placesOf({ ...CLOUDWATCH, dimensions: dimensions(28) })).toEqual([]);
    expect(placesOf({ ...CLOUDWATCH, dimensions: dimensions(29) })).toEqual(['metrics[0].dimensions']);
    expect(placesOf({ type: 'cloudmonitor', dimensions: dimensions(29) })).toEqual([]);
  });

  it.each([1, true, null, '', ' ', 'a\nb', ['x'], {}])('have a text as their value: %j', (value) => {
    expect(placesOf({ ...CLOUDWATCH, dimensions: { Stage: value } })).toEqual(['metrics[0].dimensions.Stage']);
  });

  it('may be none', () => {
    expect(configOf({ metrics: [{ ...CLOUDWATCH, dimensions: {} }] }).metrics[0]).toEqual({
      ...CLOUDWATCH,
      dimensions: {},
    });
  });
});

describe('the cap on what metrics of each relay cost', () => {
  it.each<[unknown, boolean]>([
    [0, true],
    [0.01, true],
    [1_000_000, true],
    [1_000_000.01, false],
    [-0.01, false],
    ['10', false],
  ])('is %j: %s', (costCap, isOne) => {
    expect(placesOf({ ...CLOUDWATCH, perTask: { costCap } })).toEqual(isOne ? [] : ['metrics[0].perTask.costCap']);
  });
});

describe('a label of a group on a Pushgateway', () => {
  it.each<[string, boolean]>([
    ['stage', true],
    ['_stage', true],
    ['Stage_2', true],
    ['jobs', true],
    ['job', false],
    ['__name__', false],
    ['__stage', false],
    ['2stage', false],
    ['my-stage', false],
    ['阶段', false],
    ['region', false],
    ['verdict', false],
    ['', false],
  ])('%s: %s', (label, isOne) => {
    expect(problemsIn({ metrics: [{ ...PROMETHEUS, grouping: { [label]: 'x' } }] }).length).toBe(isOne ? 0 : 1);
  });

  it('has any text of one line as its value', () => {
    for (const value of ['火星🚀"<script>', 'a/b', '..', 'x'.repeat(10_000)])
      expect(placesOf({ ...PROMETHEUS, grouping: { stage: value } })).toEqual([]);
    expect(placesOf({ ...PROMETHEUS, grouping: { stage: '' } })).toEqual(['metrics[0].grouping.stage']);
  });
});

describe('a header for OTLP', () => {
  it.each<[string, boolean]>([
    ['authorization', true],
    ['X-Scope-OrgID', true],
    ["a!#$%&'*+.^_`|~-z", true],
    ['a'.repeat(100), true],
    ['a'.repeat(101), false],
    ['Content-Type', false],
    ['content-length', false],
    ['content-encoding', false],
    ['Host', false],
    ['connection', false],
    ['transfer-encoding', false],
    ['expect', false],
    ['content', true],
    ['x-host', true],
    ['a b', false],
    ['a:b', false],
    ['a\nb', false],
    ['é', false],
    ['', false],
  ])('is called %s: %s', (header, isOne) => {
    expect(problemsIn({ metrics: [{ ...OTLP, headers: { [header]: 'x' } }] }).length).toBe(isOne ? 0 : 1);
  });

  it.each<[string, boolean]>([
    ['Bearer abc', true],
    ['x', true],
    [' Bearer abc\n', true],
    ['a\nb', false],
    ['a\tb', false],
    ['é', false],
    ['', false],
  ])('has the value %j: %s', (value, isOne) => {
    expect(placesOf({ ...OTLP, headers: { authorization: value } })).toEqual(
      isOne ? [] : ['metrics[0].headers.authorization'],
    );
  });

  it.each<[string, boolean]>([
    ['https://collector.example.com/v1/metrics', true],
    ['http://127.0.0.1:4318/v1/metrics', true],
    ['http://localhost:4318/v1/metrics', true],
    ['http://collector:4318/v1/metrics', false],
  ])('is only sent where nobody can read it: to %s: %s', (endpoint, isSent) => {
    expect(placesOf({ ...OTLP, endpoint, headers: { authorization: 'x' } })).toEqual(
      isSent ? [] : ['metrics[0].endpoint'],
    );
    expect(placesOf({ ...OTLP, endpoint })).toEqual([]);
  });
});

describe('CloudMonitor', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ region: 'cn-beijing', groupId: 1 }, []],
    [{ groupId: Number.MAX_SAFE_INTEGER }, []],
    [{ groupId: 0 }, ['metrics[0].groupId']],
    [{ groupId: '1' }, ['metrics[0].groupId']],
    [{ endpoint: 'https://metrics.cn-beijing.aliyuncs.com' }, []],
    [{ endpoint: 'https://metrics.cn-beijing.aliyuncs.com/x' }, ['metrics[0].endpoint']],
    [{ namespace: 'x' }, ['metrics[0].namespace']],
  ])('has settings of its own: %j', (settings, places) => {
    expect(placesOf({ type: 'cloudmonitor', ...settings })).toEqual(places);
  });
});
