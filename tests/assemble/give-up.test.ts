import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlertmanagerChannel } from '../../lib/alerts/alertmanager/alertmanager.ts';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { createPagerDutyChannel } from '../../lib/alerts/pagerduty/pagerduty.ts';
import { createDingTalkChannel } from '../../lib/alerts/robots/dingtalk.ts';
import { createFeishuChannel } from '../../lib/alerts/robots/feishu.ts';
import { createSlackChannel } from '../../lib/alerts/robots/slack.ts';
import { createWeComChannel } from '../../lib/alerts/robots/wecom.ts';
import { createSnsChannel } from '../../lib/alerts/sns/sns.ts';
import { createWebhookChannel } from '../../lib/alerts/webhook/webhook.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { AlertSettings, MetricsSettings, StateSettings } from '../../lib/config/schema.ts';
import type { MetricsBackend } from '../../lib/metrics/backend.ts';
import { createCloudMonitorBackend } from '../../lib/metrics/cloudmonitor/cloudmonitor.ts';
import { createCloudWatchBackend } from '../../lib/metrics/cloudwatch/cloudwatch.ts';
import { createHeartbeat } from '../../lib/metrics/heartbeat.ts';
import { createOtlpBackend } from '../../lib/metrics/otlp/otlp.ts';
import { createPrometheusBackend } from '../../lib/metrics/prometheus/prometheus.ts';
import { createOssStore } from '../../lib/state/bucket/oss.ts';
import { createS3Store } from '../../lib/state/bucket/s3.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { type FaultyServer, startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { aCause } from '../alerts/channel-contract.ts';
import { aSnapshot } from '../state/a-snapshot.ts';
import { instantClock } from '../support/instant-clock.ts';

/*
 * A sweep that has no time left gives up what is under way. The server below takes every request and never answers, and
 * everything's own patience is longer than a test may take: only the signal can end it.
 */
const FOR_EVER_MS = 3_600_000;
const AWS_KEYS = { accessKeyId: 'local-access-key', secretAccessKey: 'local-access-secret' };
const ALIBABA_KEYS = async () => ({ accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' });

let silent: FaultyServer;
beforeEach(async () => {
  silent = await startFaultyServer(() => ({ status: 200 }), { failWith: 'hang' });
});
afterEach(() => silent.close());

/** Does the work until its request has arrived, then gives it up. */
async function givenUp<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const done = work(giveUp.signal);
  while (silent.requests().length === 0) await nextTurn();
  giveUp.abort(new DOMException('', 'TimeoutError'));
  return done;
}

const clock = instantClock();
const common = { clock, random: () => 0, log: silentLog };
const channelDeps = { ...common, language: 'en', attemptTimeoutMs: FOR_EVER_MS } as const;
// the compiler names a type that is absent; the console asks nobody
const CHANNELS: Readonly<Record<Exclude<AlertSettings['type'], 'console'>, () => AlertChannel>> = {
  webhook: () => createWebhookChannel({ url: silent.url }, channelDeps),
  pagerduty: () => createPagerDutyChannel({ routingKey: 'k', endpoint: silent.url }, channelDeps),
  alertmanager: () => createAlertmanagerChannel({ urls: [silent.url] }, channelDeps),
  slack: () => createSlackChannel({ url: silent.url }, channelDeps),
  dingtalk: () => createDingTalkChannel({ url: silent.url }, channelDeps),
  feishu: () => createFeishuChannel({ url: silent.url }, channelDeps),
  wecom: () => createWeComChannel({ url: silent.url }, channelDeps),
  sns: () =>
    createSnsChannel(
      { topicArn: 'arn:aws:sns:eu-central-1:123456789012:on-call', endpoint: silent.url },
      { ...channelDeps, credentials: AWS_KEYS },
    ),
};

describe.each(Object.entries(CHANNELS))('a message to %s', (_, open) => {
  it('is given up when the sweep has no time left, and may be tried again', async () => {
    const failed = { ok: false, retryable: true, problem: expect.stringContaining('did not answer in time') };
    expect(await givenUp((signal) => open().send(aCause(), signal))).toMatchObject(failed);
    expect(silent.requests()).toHaveLength(1);
  });

  it('does not leave when the time is over before', async () => {
    const over = AbortSignal.abort(new DOMException('', 'TimeoutError'));
    expect(await open().send(aCause(), over)).toMatchObject({ ok: false, retryable: true });
    expect(silent.requests()).toEqual([]);
  });
});

it.each(['slack', 'dingtalk', 'feishu', 'wecom'] as const)('a digest to %s is given up too', async (type) => {
  const channel = CHANNELS[type]();
  const messages = [aCause(), aCause({ kind: 'resolved' })];
  expect(await givenUp(async (signal) => channel.sendDigest?.(messages, signal))).toMatchObject({ ok: false });
});

const bounds = { attemptTimeoutMs: FOR_EVER_MS, totalMs: FOR_EVER_MS };
const BACKENDS: Readonly<Record<MetricsSettings['type'], () => MetricsBackend>> = {
  cloudwatch: () =>
    createCloudWatchBackend(
      { namespace: 'n', region: 'eu-central-1', endpoint: silent.url },
      { ...common, credentials: AWS_KEYS, bounds: { requestTimeoutMs: FOR_EVER_MS, totalMs: FOR_EVER_MS } },
    ),
  prometheus: () => createPrometheusBackend({ pushgateway: silent.url }, { ...common, bounds }),
  otlp: () => createOtlpBackend({ endpoint: `${silent.url}/v1/metrics` }, { ...common, bounds }),
  cloudmonitor: () =>
    createCloudMonitorBackend(
      { region: 'cn-hangzhou', endpoint: silent.url },
      { ...common, bounds, credentials: ALIBABA_KEYS },
    ),
};
const points = Array.from({ length: 50 }, (_, n) => ({
  name: 'RelayTasks',
  unit: 'Count' as const,
  value: n,
  dimensions: { Region: `region-${n}` },
}));

describe.each(Object.entries(BACKENDS))('a publication to %s', (_, open) => {
  it('is given up when the sweep has no time left, after one request', async () => {
    const result = await givenUp((signal) => open().publish(points, clock.nowUtc(), signal));
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 50 });
    expect(silent.requests()).toHaveLength(1);
  });
});

it('a heartbeat is given up when the sweep has no time left', async () => {
  const heartbeat = createHeartbeat(silent.url, { ...common, attemptTimeoutMs: FOR_EVER_MS });
  expect(await givenUp((signal) => heartbeat.beat(signal))).toMatchObject({ ok: false });
  expect(silent.requests()).toHaveLength(1);
});

const STORES: Readonly<Record<Exclude<StateSettings['type'], 'file'>, () => StateStore>> = {
  s3: () =>
    createS3Store(
      { bucket: 'state', prefix: '', region: 'eu-central-1', endpoint: silent.url },
      { clock: systemClock, random: () => 0, credentials: AWS_KEYS, timeoutMs: FOR_EVER_MS },
    ),
  oss: () =>
    createOssStore(
      { bucket: 'state', prefix: '', region: 'cn-hangzhou', endpoint: silent.url },
      { ...common, clock: systemClock, credentials: ALIBABA_KEYS, timeoutMs: FOR_EVER_MS },
    ),
};

describe.each(Object.entries(STORES))('the state in %s', (_, open) => {
  it.each<[string, (store: StateStore, signal: AbortSignal) => Promise<unknown>]>([
    ['loaded', (store, signal) => store.load(signal)],
    ['saved', (store, signal) => store.create(1, aSnapshot(), signal)],
  ])('is given up while it is %s, after one request', async (_what, work) => {
    await expect(givenUp((signal) => work(open(), signal))).rejects.toThrow('did not answer in time');
    expect(silent.requests()).toHaveLength(1);
  });
});
