import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../lib/base/log.ts';
import { groupPath } from '../../../lib/metrics/prometheus/group.ts';
import { createPrometheusBackend, type PrometheusSettings } from '../../../lib/metrics/prometheus/prometheus.ts';
import { prometheusText } from '../../../lib/metrics/prometheus/text.ts';
import { METRICS, type MetricName, type MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import { type PushgatewayStandIn, startPushgatewayStandIn } from '../../../stand-ins/pushgateway/server.ts';
import { readTextFormat } from '../../../stand-ins/pushgateway/text-format.ts';
import { instantClock } from '../../support/instant-clock.ts';

const clock = instantClock('2026-03-01T08:00:00.250Z');
const at = clock.nowUtc();

function aPoint(overrides: Partial<MetricPoint> = {}): MetricPoint {
  return { name: 'RelayTasks', unit: 'Count', value: 7, dimensions: { Region: 'cn-shanghai' }, ...overrides };
}

/** The samples of a text, without the one that tells when. */
async function samplesOf(points: readonly MetricPoint[]) {
  return readTextFormat(await prometheusText(points, at)).filter(({ name }) => !name.includes('last_sweep'));
}

describe('the text for Prometheus', () => {
  it('has names in snake case, seconds, and the meaning of each metric', async () => {
    const points = [
      aPoint({ value: 3 }),
      aPoint({ name: 'SweepDuration', unit: 'Milliseconds', value: 1_500, dimensions: {} }),
      aPoint({ value: 4, dimensions: { Region: 'cn-beijing', TaskId: 't-1' } }),
    ];
    expect(await prometheusText(points, at)).toBe(
      [
        '# HELP relaywatch_relay_tasks distinct relay tasks seen',
        '# TYPE relaywatch_relay_tasks gauge',
        'relaywatch_relay_tasks{region="cn-shanghai"} 3',
        'relaywatch_relay_tasks{region="cn-beijing",task_id="t-1"} 4',
        '',
        '# HELP relaywatch_sweep_duration_seconds start of the sweep to its last page',
        '# TYPE relaywatch_sweep_duration_seconds gauge',
        'relaywatch_sweep_duration_seconds 1.5',
        '',
        '# HELP relaywatch_last_sweep_timestamp_seconds when these numbers were published, in Unix time',
        '# TYPE relaywatch_last_sweep_timestamp_seconds gauge',
        'relaywatch_last_sweep_timestamp_seconds 1772352000.25',
        '',
      ].join('\n'),
    );
  });

  it('holds every metric that there is, each under a name of its own that no counter could have', async () => {
    const points = (Object.keys(METRICS) as MetricName[]).map((name) => aPoint({ name, unit: METRICS[name].unit }));
    const names = (await samplesOf(points)).map(({ name }) => name);
    expect(new Set(names).size).toBe(points.length);
    expect(names.filter((name) => /_(total|count|sum|bucket|info)$/.test(name))).toEqual([]);
  });

  it.each([
    ['a quote, a backslash and a line end', 'a"b\\c\nd'],
    ['what looks like more labels', 'x",status="y'],
    ['what looks like a comment', '# TYPE relaywatch_relay_tasks counter'],
    ['other scripts', '上海 é 😀'],
    ['a carriage return', 'a\rb'],
  ])('gives a label with %s back as it was', async (_, text) => {
    expect((await samplesOf([aPoint({ dimensions: { Region: text } })]))[0]?.labels).toEqual({ region: text });
  });

  it.each([
    [
      'names of labels that are none',
      { 'a b': '1', '9': '2', 'é-': '3', '': '4' },
      { a_b: '1', _9: '2', _: '3', __: '4' },
    ],
    ['names that Prometheus keeps to itself', { __name__: '1' }, { _name__: '1' }],
    ['labels that would have one name', { TaskId: '1', task_id: '2' }, { task_id: '1', task_id_: '2' }],
    ['names that every object has', { constructor: '1', toString: '2' }, { constructor: '1', to_string: '2' }],
    ['empty labels', { Region: '' }, {}],
  ])('holds %s', async (_, dimensions, labels) => {
    expect((await samplesOf([aPoint({ dimensions })]))[0]?.labels).toEqual(labels);
  });

  it('tells a series once, even when labels look like each other', async () => {
    const alike = [
      { Region: 'x,status:y' },
      { Region: 'x', Status: 'y' },
      { Region: 'x' },
      { Region: 'x', Status: '' },
    ];
    const samples = await samplesOf(alike.map((dimensions, value) => aPoint({ dimensions, value })));
    expect(samples.map(({ value }) => value)).toEqual([0, 1, 2]);
  });

  it('has only the time when there is nothing to tell', async () => {
    expect(readTextFormat(await prometheusText([aPoint({ value: Number.NaN })], at))).toMatchObject([
      { name: 'relaywatch_last_sweep_timestamp_seconds', value: 1_772_352_000.25 },
    ]);
  });
});

describe('the path of a group', () => {
  it.each([
    ['relaywatch', {}, 'job/relaywatch'],
    ['relaywatch', { stage: 'prod', site: 'eu.1' }, 'job/relaywatch/stage/prod/site/eu.1'],
    ['a/b', { up: '..', zh: '上海', none: '' }, 'job@base64/YS9i/up@base64/Li4/zh@base64/5LiK5rW3/none@base64/='],
  ])('of job %s with labels %o survives any proxy', (job, labels, path) => {
    expect(groupPath(job, labels)).toBe(path);
  });
});

describe('pushing to a Pushgateway', () => {
  let standIn: PushgatewayStandIn;

  beforeEach(async () => {
    standIn = await startPushgatewayStandIn();
  });
  afterEach(() => standIn.close());

  const aBackend = (settings: Partial<PrometheusSettings> = {}) =>
    createPrometheusBackend({ pushgateway: standIn.url, ...settings }, { clock, log: silentLog, random: () => 0.5 });

  it('replaces what its group held, and leaves other groups alone', async () => {
    await aBackend({ grouping: { stage: 'test' } }).publish([aPoint({ value: 1 })], at);
    await aBackend().publish([aPoint({ value: 2 }), aPoint({ name: 'ApiCalls', value: 3, dimensions: {} })], at);
    await aBackend().publish([aPoint({ value: 4 })], at);
    expect(standIn.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /metrics/job/relaywatch/stage/test',
      'PUT /metrics/job/relaywatch',
      'PUT /metrics/job/relaywatch',
    ]);
    expect(standIn.samples().map(({ name, value }) => `${name} ${value}`)).toEqual([
      'relaywatch_relay_tasks 1',
      'relaywatch_relay_tasks 4',
    ]);
  });

  it('leaves the group as it is when no point can be told', async () => {
    await aBackend().publish([aPoint()], at);
    expect(await aBackend().publish([aPoint({ value: Number.NaN })], at)).toMatchObject({ ok: false, rejected: 1 });
    expect(standIn.samples()).toHaveLength(1);
  });

  it('keeps the first of two points with the same labels, and says so', async () => {
    const result = await aBackend().publish([aPoint({ value: 1 }), aPoint({ value: 2 })], at);
    expect(result).toMatchObject({ ok: false, datapoints: 1, rejected: 1 });
    expect(result.problem).toContain('with the name and labels of another were left out: RelayTasks');
    expect(standIn.samples()).toMatchObject([{ value: 1 }]);
  });

  it('explains a refusal in the words of the Pushgateway, without addresses', async () => {
    standIn.failNext({ status: 400, body: 'inconsistent, see https://user:secret@host/path?token=secret \n' });
    const { problem } = await aBackend().publish([aPoint()], at);
    expect(problem).toContain('something else pushes metrics named relaywatch_* (inconsistent, see https://host/***)');
  });

  it('tries again when it is busy, not when it is refused', async () => {
    standIn.failNext({ status: 503 }, 2);
    expect(await aBackend().publish([aPoint()], at)).toMatchObject({ ok: true });
    expect(standIn.requests()).toHaveLength(3);
    standIn.failNext({ status: 404 });
    expect(await aBackend().publish([aPoint()], at)).toMatchObject({ ok: false });
    expect(standIn.requests()).toHaveLength(4);
  });

  it('says what is wrong with an address that is none', async () => {
    const backend = aBackend({ pushgateway: 'pushgateway:9091' });
    expect(await backend.publish([aPoint()], at)).toMatchObject({ ok: false, rejected: 1 });
    expect(await backend.check()).toMatchObject({ ok: false, problem: expect.stringContaining('it looks like http') });
  });

  it('is checked without a push', async () => {
    expect(await aBackend().check()).toEqual({
      ok: true,
      detail: `the Pushgateway at 127.0.0.1:${standIn.port} is version 1.5.1; nothing was pushed`,
    });
    expect(standIn.requests().map(({ method }) => method)).toEqual(['GET']);
  });

  it('asks to look at user and password when these are not accepted', async () => {
    standIn.failAlways({ status: 401 });
    const { problem } = await aBackend().publish([aPoint()], at);
    expect(problem).toContain('answered HTTP 401; check user and password in pushgateway');
  });
});
