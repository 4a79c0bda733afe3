import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogFacts } from '../../../lib/base/log.ts';
import { createCloudWatchBackend } from '../../../lib/metrics/cloudwatch/cloudwatch.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import { instantClock } from '../../support/instant-clock.ts';

const START = '2026-03-01T08:00:00Z';
const CREDENTIALS = {
  accessKeyId: 'AKIACANARYCANARY1234',
  secretAccessKey: 'canary-secret-key',
  sessionToken: 'canary-session-token',
};

let standIn: CloudWatchStandIn;
let logged: { event: string; facts: LogFacts | undefined }[];

beforeEach(async () => {
  standIn = await startCloudWatchStandIn({ now: () => Date.parse(START) });
  logged = [];
});
afterEach(() => standIn.close());

function aBackend(overrides: { endpoint?: string; requestTimeoutMs?: number } = {}) {
  const { endpoint = standIn.url, requestTimeoutMs = 5_000 } = overrides;
  const clock = instantClock(START);
  const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  const settings = { namespace: 'relaywatch', region: 'eu-central-1', endpoint, dimensions: { Account: 'live' } };
  const backend = createCloudWatchBackend(settings, {
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    random: () => 0.5,
    credentials: CREDENTIALS,
    bounds: { requestTimeoutMs },
  });
  return { clock, publish: (points: readonly MetricPoint[]) => backend.publish(points, clock.nowUtc()), backend };
}

function points(count: number, name = 'RelaysStopped'): MetricPoint[] {
  return Array.from({ length: count }, (_, i) => ({
    name,
    unit: 'Count',
    value: i,
    dimensions: { Region: `region-${i}` },
  }));
}

describe('publishing to CloudWatch', () => {
  it('delivers values, units, time and dimensions as given', async () => {
    const { publish } = aBackend();
    expect(await publish(points(2))).toEqual({ type: 'cloudwatch', ok: true, datapoints: 2, rejected: 0 });
    expect(standIn.datapoints()).toEqual(
      [0, 1].map((value) => ({
        namespace: 'relaywatch',
        name: 'RelaysStopped',
        dimensions: { Account: 'live', Region: `region-${value}` },
        value,
        unit: 'Count',
        timestampMs: Date.parse(START),
        storageResolution: 60,
      })),
    );
  });

  it('sends nothing when there is nothing to send', async () => {
    expect(await aBackend().publish([])).toEqual({ type: 'cloudwatch', ok: true, datapoints: 0, rejected: 0 });
    expect(standIn.requests()).toBe(0);
  });

  it('cuts 2,500 points into three requests', async () => {
    expect(await aBackend().publish(points(2_500))).toMatchObject({ ok: true, datapoints: 2_500 });
    expect(standIn.requests()).toBe(3);
  });

  it('stays below 1 MB a request with the largest dimensions there are', async () => {
    const dimensions = Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`D${i}`, '"'.repeat(1_024)]));
    const wide = points(40).map((point) => ({ ...point, dimensions }));
    expect(await aBackend().publish(wide)).toMatchObject({ ok: true, datapoints: 40 });
    const sizes = standIn.bodies().map(({ bytes }) => bytes);
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000);
  });

  it('gzips no large bodies to a custom endpoint', async () => {
    await aBackend().publish(points(200));
    expect(standIn.bodies().map(({ gzip }) => gzip)).toEqual([false]);
    expect(standIn.datapoints()).toHaveLength(200);
  });

  it('keeps the points that it can when one is NaN, and says which was not', async () => {
    const bad: MetricPoint = { name: 'SweepSeconds', unit: 'None', value: Number.NaN, dimensions: {} };
    const result = await aBackend().publish([...points(3), bad]);
    expect(result).toMatchObject({ ok: false, datapoints: 3, rejected: 1 });
    expect(result.problem).toMatch(/1 of 4 points not published: .*not finite numbers: SweepSeconds/);
  });

  it.each([1, 2, 3])('finds %i metrics that the service refuses among 1,000 and delivers the rest', async (bad) => {
    const given = points(1_000).map((point, i) =>
      i % 331 < 1 && i / 331 < bad ? { ...point, name: `refuse-me-${i}` } : point,
    );
    const result = await aBackend().publish(given);
    expect(result).toMatchObject({ ok: false, datapoints: 1_000 - bad, rejected: bad });
    expect(result.problem).toContain('refuse-me-0');
    expect(standIn.datapoints()).toHaveLength(1_000 - bad);
    expect(standIn.requests()).toBeLessThanOrEqual(65);
  });

  it('ends the search for refused metrics after a bounded number of requests', async () => {
    const result = await aBackend().publish(points(1_000, 'refuse-me'));
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 1_000 });
    expect(standIn.requests()).toBe(65);
  });
});

describe('when CloudWatch fails', () => {
  it.each(['throttle', 'error-500', 'error-html', 'disconnect'] as const)('survives two of: %s', async (fault) => {
    const { publish, clock } = aBackend();
    standIn.failNext(fault, 2);
    expect(await publish(points(5))).toMatchObject({ ok: true, datapoints: 5 });
    expect(clock.sleeps).toEqual(fault === 'throttle' ? [500, 1_000] : [125, 250]);
  });

  it.each([
    ['throttle', /throttled .* PutMetricData quota/],
    ['error-500', /failed \(InternalServiceFault\)/],
    ['error-html', /failed \(HTTP 502\)/],
    ['disconnect', /closed the connection/],
  ] as const)('gives up on a lasting %s after three attempts, in a sentence', async (fault, sentence) => {
    standIn.failAlways(fault);
    const result = await aBackend().publish(points(5));
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 5 });
    expect(result.problem).toMatch(sentence);
    expect(standIn.requests()).toBe(3);
  });

  it.each([
    ['access-denied', /cloudwatch:PutMetricData.*cloudwatch:namespace.*"relaywatch"/],
    ['expired-token', /expired; renew/],
    ['wrong-key', /does not accept the credentials/],
  ] as const)('does not insist on %s, and says what to do', async (fault, sentence) => {
    standIn.failAlways(fault);
    const result = await aBackend().publish(points(2_500));
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 2_500 });
    expect(result.problem).toMatch(sentence);
    expect(standIn.requests()).toBe(1);
  });

  it.each([
    ['nothing', ''],
    ['any JSON', '{"login":true}'],
  ])('takes %s with HTTP 200 for no acceptance, when CloudWatch did not say it', async (_, body) => {
    const somebody = await startFaultyServer(() => ({ status: 200, body }));
    const result = await aBackend({ endpoint: somebody.url }).publish(points(3));
    await somebody.close();
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 3 });
    expect(result.problem).toMatch(/could not be used as CloudWatch \(HTTP 200\); check region and endpoint/);
  });

  it('waits as long as it is asked to, and not when the time for it is over', async () => {
    const somebody = await startFaultyServer(() => ({ status: 503, headers: { 'retry-after': '4' } }));
    const { publish, clock } = aBackend({ endpoint: somebody.url });
    await publish(points(1));
    expect(clock.sleeps).toEqual([4_000, 4_000]);
    const late = await startFaultyServer(() => ({ status: 503, headers: { 'retry-after': '7200' } }));
    const impatient = aBackend({ endpoint: late.url });
    await impatient.publish(points(1));
    expect(impatient.clock.sleeps).toEqual([]);
    await Promise.all([somebody.close(), late.close()]);
  });

  it('does not wait for ever on a server that never answers', async () => {
    standIn.failAlways('hang');
    const result = await aBackend({ requestTimeoutMs: 50 }).publish(points(1));
    expect(result.problem).toMatch(/did not answer in time/);
    expect(standIn.requests()).toBe(3);
  });

  it('says that nothing listens there', async () => {
    const { url } = standIn;
    await standIn.close();
    const result = await aBackend({ endpoint: url }).publish(points(1));
    expect(result.problem).toMatch(/could not be reached: it refused the connection \(ECONNREFUSED\)/);
  });

  it('refuses an endpoint that is not a URL, without showing it', async () => {
    const result = await aBackend({ endpoint: 'not a url' }).publish(points(1));
    expect(result).toMatchObject({ ok: false, rejected: 1 });
    expect(result.problem).toMatch(/not a URL/);
  });

  it('lets no secret into problems or logs, whatever fails', async () => {
    const told: unknown[] = [];
    for (const fault of ['throttle', 'error-500', 'error-html', 'access-denied', 'wrong-key', 'disconnect'] as const) {
      standIn.failAlways(fault);
      told.push(await aBackend().publish(points(2)), await aBackend().backend.check());
    }
    told.push(await aBackend({ endpoint: 'http://user:canary-pass@127.0.0.1:1/canary-path' }).publish(points(1)));
    const everything = JSON.stringify([told, logged]);
    expect(everything).toContain('throttled');
    expect(everything).not.toMatch(/canary/i);
  });
});

describe('checking CloudWatch', () => {
  it('publishes one point that no alarm looks at', async () => {
    expect(await aBackend().backend.check()).toEqual({
      ok: true,
      detail: expect.stringContaining('accepted a test point (relaywatch CheckProbe)'),
    });
    expect(standIn.datapoints().map(({ name, value }) => [name, value])).toEqual([['CheckProbe', 1]]);
  });

  it('passes on what is wrong', async () => {
    standIn.failAlways('access-denied');
    expect(await aBackend().backend.check()).toEqual({ ok: false, problem: expect.stringMatching(/PutMetricData/) });
  });
});
