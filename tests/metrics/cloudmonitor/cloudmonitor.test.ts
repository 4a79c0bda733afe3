import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { KeyChainError } from '../../../lib/aliyun/key-chain-error.ts';
import { silentLog } from '../../../lib/base/log.ts';
import {
  type CloudMonitorSettings,
  createCloudMonitorBackend,
} from '../../../lib/metrics/cloudmonitor/cloudmonitor.ts';
import { fitCloudMonitorText } from '../../../lib/metrics/cloudmonitor/text.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import {
  type CloudMonitorOptions,
  type CloudMonitorStandIn,
  startCloudMonitorStandIn,
} from '../../../stand-ins/cloudmonitor/server.ts';
import { type InstantClock, instantClock } from '../../support/instant-clock.ts';

const START = '2026-03-01T08:00:00.250Z';
const KEYS = { accessKeyId: 'STS.canary', accessKeySecret: 'canary-secret/+=', securityToken: 'canary-token/+==' };

function points(count: number, name = 'RelayTasks'): MetricPoint[] {
  return Array.from({ length: count }, (_, value) => ({
    name,
    unit: 'Count',
    value,
    dimensions: { Region: `region-${value}` },
  }));
}

describe('reporting to CloudMonitor', () => {
  let standIn: CloudMonitorStandIn;
  let clock: InstantClock;

  async function aBackend(options: CloudMonitorOptions = {}, settings: Partial<CloudMonitorSettings> = {}) {
    standIn = await startCloudMonitorStandIn({ credentials: [KEYS], now: () => Date.parse(START), ...options });
    clock = instantClock(START);
    return createCloudMonitorBackend(
      { region: 'cn-shanghai', endpoint: standIn.url, ...settings },
      { clock, log: silentLog, random: () => 0.5, credentials: async () => KEYS },
    );
  }
  afterEach(() => standIn.close());

  it('reports raw values with their time, group and sorted dimensions', async () => {
    const backend = await aBackend({}, { groupId: 12_345, dimensions: { Stage: 'prod', Region: 'other' } });
    expect(await backend.publish(points(1), clock.nowUtc())).toMatchObject({ ok: true });
    expect(standIn.reported()).toEqual([
      {
        name: 'RelayTasks',
        groupId: '12345',
        timeMs: Date.parse(START),
        value: 0,
        dimensions: { Region: 'region-0', Stage: 'prod' },
      },
    ]);
    const query = new URL(standIn.requests()[0]?.path ?? '', standIn.url).searchParams;
    expect(query.get('MetricList.1.Dimensions')).toBe('{"Region":"region-0","Stage":"prod"}');
  });

  it('puts at most 21 in a call, and makes at most ten calls a second', async () => {
    const backend = await aBackend();
    expect(await backend.publish(points(64), clock.nowUtc())).toMatchObject({ ok: true, datapoints: 64 });
    expect(standIn.requests()).toHaveLength(4);
    expect(clock.sleeps).toEqual([100, 100, 100]);
  });

  it('keeps a call below what a query may hold', async () => {
    const dimensions = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`Name${i}`, 'é'.repeat(60)]));
    const backend = await aBackend({}, { dimensions });
    expect(await backend.publish(points(21), clock.nowUtc())).toMatchObject({ ok: true });
    expect(standIn.requests().length).toBeGreaterThan(1);
    expect(Math.max(...standIn.requests().map(({ path }) => path.length))).toBeLessThan(100_000);
  });

  it('finds the metric that is refused, and delivers all others', async () => {
    const backend = await aBackend({ refuses: ['Refused'] });
    const result = await backend.publish(
      [...points(10), ...points(1, 'Refused'), ...points(20, 'Other')],
      clock.nowUtc(),
    );
    expect(result).toMatchObject({ ok: false, datapoints: 30, rejected: 1 });
    expect(result.problem).toMatch(
      /answered InvalidParameter \(HTTP 400\): it found the numbers invalid .*: Refused\.$/,
    );
    expect(standIn.reported()).toHaveLength(30);
  });

  it.each([
    ['a code of its own', { status: 200, body: '{"Code":"400","Message":"no"}' }, 'answered 400 (HTTP 200)'],
    ['no code', { status: 200, body: '{"Success":true}' }, 'answered no code (HTTP 200)'],
    ['a code that is none', { status: 200, body: '{"Code":"a b"}' }, 'answered no code (HTTP 200)'],
    ['success refused', { status: 200, body: '{"Code":"200","Success":false}' }, 'answered 200 (HTTP 200)'],
    ['a list', { status: 200, body: '[]' }, 'something that CloudMonitor would not send'],
  ])('takes an answer of 200 with %s for a failure', async (_, fault, problem) => {
    const backend = await aBackend({ failWith: fault });
    const result = await backend.publish(points(1), clock.nowUtc());
    expect(result).toMatchObject({ ok: false, datapoints: 0, problem: expect.stringContaining(problem) });
  });

  it.each([
    ['is throttled', { status: 400, body: '{"Code":"Throttling.User"}' }],
    ['fails', { status: 503, body: '{"Code":"ServiceUnavailable"}' }],
    ['says so in a success', { status: 200, body: '{"Code":"500"}' }],
  ])('tries again when the service %s, each time with a signature of its own', async (_, fault) => {
    const backend = await aBackend();
    standIn.failNext(fault, 2);
    expect(await backend.publish(points(1), clock.nowUtc())).toMatchObject({ ok: true });
    const nonces = standIn.requests().map(({ headers }) => headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(3);
  });

  it.each([
    ['keys of somebody else', [{ ...KEYS, accessKeySecret: 'x' }], 'the access key secret does not belong to'],
    ['an expired token', [{ ...KEYS, expired: true }], 'its temporary token has expired'],
    ['no permission', [{ ...KEYS, denied: ['*'] }], 'allow cms:PutCustomMetric'],
  ])('stops at once with %s, and shows no key', async (_, credentials, advice) => {
    const backend = await aBackend({ credentials });
    const { problem } = await backend.publish(points(64), clock.nowUtc());
    expect(problem).toContain(advice);
    expect(problem).not.toContain('canary');
    expect(standIn.requests()).toHaveLength(1);
  });

  it.each([
    ['there are none', () => Promise.reject(new Error('canary')), 'no Alibaba Cloud credentials were found'],
    [
      'a link of the chain failed',
      () => Promise.reject(new KeyChainError('environment: not set')),
      'no Alibaba Cloud credentials were found (environment: not set)',
    ],
    ['one has a line break', async () => ({ ...KEYS, securityToken: 'canary\n' }), 'a character that cannot be sent'],
  ])('asks nobody when it has no credentials because %s', async (_, credentials, problem) => {
    await aBackend();
    const deps = { clock, log: silentLog, random: () => 0.5, credentials };
    const backend = createCloudMonitorBackend({ region: 'cn-shanghai', endpoint: standIn.url }, deps);
    expect(await backend.check()).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    expect(standIn.requests()).toHaveLength(0);
  });

  it('is checked by one point', async () => {
    const backend = await aBackend();
    const detail = `CloudMonitor at 127.0.0.1:${standIn.port} accepted a test point (CheckProbe)`;
    expect(await backend.check()).toEqual({ ok: true, detail });
    expect(standIn.reported()).toMatchObject([{ name: 'CheckProbe', value: 1, dimensions: { Service: 'relaywatch' } }]);
  });
});

describe('a text for CloudMonitor', () => {
  it.each([['cn-shanghai'], ['a.b_c/d\\e'], ['x'.repeat(64)]])('stays as it is when it is legal: %s', (text) => {
    expect(fitCloudMonitorText(text)).toBe(text);
  });

  it('is different for halves of surrogate pairs, which look the same when they are sent', () => {
    expect(fitCloudMonitorText('\ud800')).not.toBe(fitCloudMonitorText('\udfff'));
  });

  it('stays readable', () => {
    expect(fitCloudMonitorText('Café de Paris')).toMatch(/^Cafe_de_Paris-[0-9a-f]{16}$/);
  });

  it('is legal, and different for each text, whatever it was', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.string().map((text) => `${'x'.repeat(64)}${text}`),
    );
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [a, b] = [fitCloudMonitorText(one), fitCloudMonitorText(other)];
        if (a !== null) expect(a).toMatch(/^[A-Za-z0-9._/\\-]{1,64}$/);
        if (a !== null && one !== other) expect(a).not.toBe(b);
        // and what was fitted once does not equal what another text becomes
        if (a !== null && a !== one) expect(fitCloudMonitorText(a)).not.toBe(a);
      }),
    );
  });
});
