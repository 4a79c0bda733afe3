import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { SIGNED } from './signed-call.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:00Z');

let standIn: CloudWatchStandIn;

beforeEach(async () => {
  standIn = await startCloudWatchStandIn({ now: () => NOW_MS, keep: 10 });
});
afterEach(() => standIn.close());

interface Sent {
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function put({ body, raw = JSON.stringify(body), headers = {} }: Sent) {
  const response = await fetch(standIn.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData', authorization: SIGNED, ...headers },
    body: raw,
  });
  const text = await response.text();
  return { status: response.status, answer: text === '' ? null : JSON.parse(text) };
}

function aBody(datum: Readonly<Record<string, unknown>> = {}, namespace: unknown = 'relaywatch') {
  const whole = { MetricName: 'Seen', Value: 1, Unit: 'Count', Timestamp: NOW_MS / 1_000, ...datum };
  return { Namespace: namespace, MetricData: [{ MetricName: 'Fine', Value: 1 }, whole] };
}

describe('the CloudWatch stand-in', () => {
  it('keeps what it accepts and tells it in its statistics', async () => {
    expect(await put({ body: aBody({ Value: 1 }) })).toEqual({ status: 200, answer: null });
    expect(await put({ body: aBody({ Value: 2 }) })).toEqual({ status: 200, answer: null });
    const stats = await (await fetch(`${standIn.url}/_stats`)).json();
    expect(stats).toMatchObject({ requests: 2, refused: 0, datapoints: 4 });
    expect(stats).toHaveProperty('byMetric.Seen', {
      datapoints: 2,
      latest: [{ dimensions: {}, value: 2, timestampMs: NOW_MS }],
    });
  });

  it('keeps the last data alone and counts all', async () => {
    for (let i = 0; i < 8; i += 1) await put({ body: aBody({ Value: i }) });
    expect(standIn.datapoints()).toHaveLength(10);
    expect(standIn.datapoints().at(-1)?.value).toBe(7);
    expect(await (await fetch(`${standIn.url}/_stats`)).json()).toMatchObject({ datapoints: 16 });
  });

  it('reads gzip', async () => {
    const raw = new Uint8Array(gzipSync(JSON.stringify(aBody())));
    expect(await put({ raw, headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200 });
    expect(standIn.bodies().at(-1)?.gzip).toBe(true);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['no signature', { authorization: '' }, 403, 'IncompleteSignature'],
    ['another kind of signature', { authorization: 'Bearer x' }, 403, 'IncompleteSignature'],
    ['another service', { authorization: SIGNED.replace('monitoring', 's3') }, 403, 'InvalidSignature'],
    ['another operation', { 'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData' }, 400, 'UnknownOperation'],
    ['a body that is not gzip after all', { 'content-encoding': 'gzip' }, 400, 'Serialization'],
  ])('refuses %s', async (_, headers, status, code) => {
    const refused = await put({ body: aBody(), headers });
    expect(refused).toMatchObject({ status, answer: { __type: expect.stringContaining(code) } });
    expect(standIn.datapoints()).toEqual([]);
  });

  const dimensions = (count: number) => Array.from({ length: count }, (_, i) => ({ Name: `D${i}`, Value: 'x' }));
  const dimension = (Name: unknown, Value: unknown) => ({ Dimensions: [{ Name, Value }] });
  it.each<[string, Record<string, unknown>, boolean]>([
    ['NaN as the client writes it', { Value: 'NaN' }, false],
    ['the largest value', { Value: 2 ** 360 }, true],
    ['a larger value', { Value: 2 ** 361 }, false],
    ['no value', { Value: undefined }, false],
    ['two kinds of value', { Values: [1] }, false],
    ['150 values with counts', { Value: undefined, Values: Array(150).fill(1), Counts: Array(150).fill(2) }, true],
    ['151 values', { Value: undefined, Values: Array(151).fill(1) }, false],
    ['counts of another length', { Value: undefined, Values: [1, 2], Counts: [1] }, false],
    ['statistics', { Value: undefined, StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 1, Maximum: 5 } }, true],
    [
      'statistics without a sum',
      { Value: undefined, StatisticValues: { SampleCount: 2, Minimum: 1, Maximum: 5 } },
      false,
    ],
    ['a name of 255 characters', { MetricName: 'x'.repeat(255) }, true],
    ['a name of 256 characters', { MetricName: 'x'.repeat(256) }, false],
    ['a name that asks for it', { MetricName: 'please-refuse-me' }, false],
    ['an invented unit', { Unit: 'Relays' }, false],
    ['a resolution of 10', { StorageResolution: 10 }, false],
    ['a point of two weeks ago', { Timestamp: NOW_MS / 1_000 - 14 * 86_400 }, true],
    ['an older point', { Timestamp: NOW_MS / 1_000 - 14 * 86_400 - 1 }, false],
    ['a point in two hours', { Timestamp: NOW_MS / 1_000 + 7_200 }, true],
    ['a later point', { Timestamp: NOW_MS / 1_000 + 7_201 }, false],
    ['30 dimensions', { Dimensions: dimensions(30) }, true],
    ['31 dimensions', { Dimensions: dimensions(31) }, false],
    ['a dimension twice', { Dimensions: [...dimensions(1), ...dimensions(1)] }, false],
    ['a dimension that is not ASCII', dimension('Name', '直播'), false],
    ['an empty dimension', dimension('Name', ' '), false],
    ['a colon before a value', dimension('Name', ':x'), true],
    ['a colon before a name', dimension(':x', 'x'), false],
    ['a value of 1,024 characters', dimension('Name', 'x'.repeat(1_024)), true],
    ['a value of 1,025 characters', dimension('Name', 'x'.repeat(1_025)), false],
  ])('judges %s', async (_, datum, accepted) => {
    const { status } = await put({ body: aBody(datum) });
    expect(status).toBe(accepted ? 200 : 400);
    expect(standIn.datapoints()).toHaveLength(accepted ? 2 : 0); // the fine metric goes down with the other
  });

  it.each([['AWS/Live'], [':x'], [''], ['直播'], [undefined]])('refuses the namespace %j', async (namespace) => {
    expect((await put({ body: { ...aBody(), Namespace: namespace } })).status).toBe(400);
  });

  it('refuses more than 1,000 metrics and more than 1 MB', async () => {
    const MetricData = Array.from({ length: 1_001 }, () => ({ MetricName: 'Seen', Value: 1 }));
    expect((await put({ body: { Namespace: 'relaywatch', MetricData } })).status).toBe(400);
    expect((await put({ raw: ' '.repeat(1_000_001) })).status).toBe(413);
    const bomb = new Uint8Array(gzipSync(' '.repeat(1_000_001)));
    expect((await put({ raw: bomb, headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
  });

  it('fails as told, then works again', async () => {
    standIn.failNext('throttle');
    expect(await put({ body: aBody() })).toMatchObject({
      status: 400,
      answer: { __type: expect.stringMatching(/Throttling/) },
    });
    expect(await put({ body: aBody() })).toMatchObject({ status: 200 });
  });
});
