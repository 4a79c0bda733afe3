import { afterEach, describe, expect, it } from 'vitest';
import type { LogFacts } from '../../../lib/base/log.ts';
import { readExportAnswer } from '../../../lib/metrics/otlp/answer.ts';
import { createOtlpBackend } from '../../../lib/metrics/otlp/otlp.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import { type OtlpOptions, type OtlpStandIn, startOtlpStandIn } from '../../../stand-ins/otlp/server.ts';
import { type InstantClock, instantClock } from '../../support/instant-clock.ts';

const HEADERS = { authorization: 'Bearer canary-token-1' };
const START = '2026-03-01T08:00:00.250Z';

function aPoint(overrides: Partial<MetricPoint> = {}): MetricPoint {
  return { name: 'RelayTasks', unit: 'Count', value: 7, dimensions: { Region: 'cn-shanghai' }, ...overrides };
}

describe('exporting by OTLP', () => {
  let standIn: OtlpStandIn;
  let clock: InstantClock;
  let logged: { event: string; facts: LogFacts | undefined }[];

  async function aBackend(options: OtlpOptions = {}) {
    standIn = await startOtlpStandIn(options);
    clock = instantClock(START);
    logged = [];
    const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
    const log = { debug: note, info: note, warn: note, error: note };
    const settings = { endpoint: `${standIn.url}/v1/metrics`, headers: HEADERS };
    return createOtlpBackend(settings, { clock, log, random: () => 0.5 });
  }
  afterEach(() => standIn.close());

  it('sends gauges of the service relaywatch, in seconds, as of the sweep', async () => {
    const backend = await aBackend({ headers: HEADERS });
    const points = [aPoint(), aPoint({ name: 'SweepDuration', unit: 'Milliseconds', value: 1_500, dimensions: {} })];
    expect(await backend.publish(points, clock.nowUtc())).toMatchObject({ ok: true });
    const common = { service: 'relaywatch', timeMs: Date.parse(START) };
    expect(standIn.points()).toEqual([
      { ...common, name: 'relaywatch.relay_tasks', unit: '', attributes: { region: 'cn-shanghai' }, value: 7 },
      { ...common, name: 'relaywatch.sweep_duration', unit: 's', attributes: {}, value: 1.5 },
    ]);
  });

  it('counts what a success rejects, and tells why without secrets', async () => {
    const message = 'too many series for Bearer canary-token-1, canary-token-1';
    const backend = await aBackend({ rejects: 'relaywatch.api_calls', message });
    const points = [aPoint(), aPoint({ name: 'ApiCalls', dimensions: {} }), aPoint({ name: 'ApiCalls' })];
    const result = await backend.publish(points, clock.nowUtc());
    expect(result).toMatchObject({ ok: false, datapoints: 1, rejected: 2 });
    expect(result.problem).toContain('rejected 2 (too many series for ***, ***).');
    expect(standIn.points()).toHaveLength(1);
    expect(standIn.requests()).toHaveLength(1);
  });

  it('takes a message without rejected points for advice', async () => {
    const backend = await aBackend({ message: 'use gzip' });
    expect(await backend.publish([aPoint()], clock.nowUtc())).toMatchObject({ ok: true, datapoints: 1 });
    expect(logged).toEqual([{ event: 'otlp_receiver_advised', facts: { message: 'use gzip' } }]);
  });

  it.each([429, 502, 503, 504])('repeats after HTTP %i, and waits as it was told', async (status) => {
    const backend = await aBackend();
    standIn.failNext({ status, headers: { 'retry-after': '2' } });
    expect(await backend.publish([aPoint()], clock.nowUtc())).toMatchObject({ ok: true });
    expect(clock.sleeps).toEqual([2_000]);
  });

  it('does not wait longer than a publication may take', async () => {
    const backend = await aBackend();
    standIn.failAlways({ status: 503, headers: { 'retry-after': '3600' } });
    expect(await backend.publish([aPoint()], clock.nowUtc())).toMatchObject({ ok: false });
    expect(clock.sleeps).toEqual([]);
  });

  it.each([400, 401, 404, 413, 415, 500])('does not repeat after HTTP %i', async (status) => {
    const backend = await aBackend();
    standIn.failAlways({ status, body: JSON.stringify({ message: 'because' }) });
    const { problem } = await backend.publish([aPoint()], clock.nowUtc());
    expect(problem).toMatch(new RegExp(`answered HTTP ${status}.* \\(because\\)\\.$`));
    expect(standIn.requests()).toHaveLength(1);
  });

  it('follows no redirect, not even to where it would be accepted', async () => {
    const backend = await aBackend();
    standIn.failNext({ status: 307, headers: { location: `${standIn.url}/v1/metrics` } });
    const { problem } = await backend.publish([aPoint()], clock.nowUtc());
    expect(problem).toContain('answered HTTP 307; check endpoint');
    expect(standIn.requests()).toHaveLength(1);
  });

  it('is checked by an export of nothing', async () => {
    const backend = await aBackend({ headers: HEADERS });
    const detail = `the OTLP receiver at 127.0.0.1:${standIn.port} accepted an empty export`;
    expect(await backend.check()).toEqual({ ok: true, detail });
    expect(standIn.points()).toEqual([]);
    expect(standIn.requests()[0]?.body.toString()).toBe('{"resourceMetrics":[]}');
  });

  it('asks to look at the headers when these are not accepted', async () => {
    const backend = await aBackend({ headers: { authorization: 'another' } });
    const check = await backend.check();
    expect(check).toMatchObject({ ok: false, problem: expect.stringContaining('HTTP 401; check headers') });
  });
});

describe('the answer to an export', () => {
  it.each([
    ['an empty body', '', { rejected: 0, message: '' }],
    ['an empty object', '{}', { rejected: 0, message: '' }],
    ['a partial success', '{"partialSuccess":{"rejectedDataPoints":2}}', { rejected: 2, message: '' }],
    [
      'a number as text',
      '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"m"}}',
      { rejected: 2, message: 'm' },
    ],
    ['the names of protobuf', '{"partial_success":{"rejected_data_points":"2"}}', { rejected: 2, message: '' }],
    ['no JSON', '<html>', null],
    ['a list', '[]', null],
    ['fields that nobody knows yet', '{"partialSuccess":{},"note":1}', { rejected: 0, message: '' }],
    ['a refusal that comes with 200', '{"code":16,"message":"log in first"}', null],
    ["a proxy's error", '{"error":"login_required"}', null],
    ['a partial success that is none', '{"partialSuccess":1}', null],
    ['a negative number', '{"partialSuccess":{"rejectedDataPoints":-1}}', null],
  ])('is read from %s', (_, body, answer) => {
    expect(readExportAnswer(body)).toEqual(answer);
  });
});
