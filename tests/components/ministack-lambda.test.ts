import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { buildFunction } from '../../infra/build/build-function.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { type AwsService, awsService } from './aws-service.ts';
import { describeComponent } from './describe-component.ts';
import { type Ministack, startMinistack } from './ministack.ts';
import { pythonModule } from './python.ts';

const REGION = 'us-east-1';
const BUCKET = 'relaywatch-state-123456789012';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const LIVE_KEYS = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
/** How long a minute of EventBridge is. A sweep takes about one. */
const MINUTE_SECONDS = 5;
const PATIENCE = { timeout: 60_000, interval: 200 };

describeComponent('AWS Lambda as ministack imitates it', pythonModule('ministack'), () => {
  let folder: string;
  let live: LiveStandIn;
  let webhook: WebhookStandIn;
  let ministack: Ministack;
  let service: AwsService;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-lambda-'));
    [live, webhook, ministack] = await Promise.all([
      startLiveStandIn({ tasks: 120, regions: ['cn-shanghai'], qps: 0, seed: 3, credentials: [LIVE_KEYS] }),
      startWebhookStandIn(),
      startMinistack(REGION, MINUTE_SECONDS),
      buildFunction(folder),
    ]);
    const variables = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: LIVE_KEYS.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: LIVE_KEYS.accessKeySecret,
      WEBHOOK_URL: `${webhook.url}/on-call`,
    };
    for (const [name, value] of Object.entries(variables)) await ministack.putParameter(`/relaywatch/${name}`, value);
    service = await awsService(stringify(configuration()), variables, join(folder, 'function/index.js'));
  });
  afterAll(async () => {
    await Promise.all([live?.close(), webhook?.close(), ministack?.stop(), service?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  function configuration() {
    const inAws = { region: REGION, endpoint: ministack.url };
    return {
      live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', ...inAws }],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference, to be filled in where the function runs
      alerts: [{ type: 'webhook', url: '${WEBHOOK_URL}' }],
      state: { type: 's3', bucket: BUCKET, prefix: 'relaywatch', ...inAws },
      deploy: { aws: { region: REGION, createBucket: true } },
    };
  }

  const osls = (...args: string[]) =>
    service.osls(args, { AWS_ENDPOINT_URL: ministack.url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  const messages = () => webhook.received().map(({ body }) => JSON.parse(body) as { type: string; data: Told });
  const sweeps = () => live.stats().operations.DescribeLivePullToPushList?.calls ?? 0;
  /** Waits for a message of this type. */
  const told = (type: string) =>
    vi.waitFor(() => {
      const found = messages().find((message) => message.type === type);
      if (found === undefined) throw new Error(`${type} was not told, only ${messages().map((one) => one.type)}`);
      return found.data;
    }, PATIENCE);
  const anotherSweep = async () => {
    const before = sweeps();
    await vi.waitFor(() => expect(sweeps()).toBeGreaterThan(before + 1), PATIENCE);
  };

  it('runs the package by its own schedule through an outage, and tells on-call once of its start and end', {
    timeout: 300_000,
  }, async () => {
    const source = [...live.fleet.tasks()].find(({ state }) => state.kind === 'running')?.definition.sourceUrls[0];
    const host = new URL((source ?? '').replace(/^rtmp/, 'http')).hostname;
    await osls('deploy');
    await told('relaywatch.summary');

    const hit = live.fleet.failSource(host, { immediate: true });
    expect(await told('relaywatch.open')).toMatchObject({
      scope: { by: 'source', value: host },
      reason: 'PullStreamFailed',
      affected: hit,
    });
    await anotherSweep();

    live.fleet.healSource(host);
    live.fleet.restartStopped();
    await told('relaywatch.resolved');
    await anotherSweep();
    const ofTheOutage = messages().filter(({ data }) => data.scope?.value === host);
    expect(ofTheOutage.map(({ type }) => type)).toEqual(['relaywatch.open', 'relaywatch.resolved']);

    const cloudWatch = new CloudWatchClient({ region: REGION, endpoint: ministack.url, credentials: CREDENTIALS });
    const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'LiveRelay' }));
    expect(Metrics.map(({ MetricName }) => MetricName)).toContain('SweepComplete');
    cloudWatch.destroy();
    const s3 = new S3Client({
      region: REGION,
      endpoint: ministack.url,
      forcePathStyle: true,
      credentials: CREDENTIALS,
    });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'relaywatch/' }));
    expect(Contents.length).toBeGreaterThan(0);
    s3.destroy();
  });
});

interface Told {
  readonly scope?: { readonly value: string };
}
