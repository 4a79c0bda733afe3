import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { snsFailure, failureSentence as snsSentence } from '../../lib/alerts/sns/failure.ts';
import { publish } from '../../lib/alerts/sns/publisher.ts';
import { systemClock as clock } from '../../lib/base/time.ts';
import { useProxiesOf } from '../../lib/http/proxies.ts';
import { cloudWatchFailure, failureSentence as cloudWatchSentence } from '../../lib/metrics/cloudwatch/failure.ts';
import { openCloudWatchWriter } from '../../lib/metrics/cloudwatch/writer.ts';
import { createHeartbeat } from '../../lib/metrics/heartbeat.ts';
import { ossBucket } from '../../lib/state/bucket/oss-bucket.ts';
import { s3Bucket } from '../../lib/state/bucket/s3-bucket.ts';
import { aProxyTo } from '../support/a-proxy.ts';

const AWS_KEYS = { accessKeyId: 'id', secretAccessKey: 'secret' };
const OSS_KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const region = 'eu-central-1';
const timeoutMs = 2_000;

/** What on-call reads when a call of each client fails. */
const CLIENTS: readonly (readonly [string, (protocol: string) => Promise<string>])[] = [
  [
    'OSS',
    (protocol) => {
      const settings = { bucket: 'b', region, endpoint: `${protocol}//oss.example.com` };
      const deps = { clock, random: () => 0, credentials: async () => OSS_KEYS, timeoutMs };
      return ossBucket(settings, deps).list('', { limit: 1 }).then(String, String);
    },
  ],
  [
    'S3',
    (protocol) => {
      const settings = { bucket: 'b', region, endpoint: `${protocol}//s3.example.com` };
      return s3Bucket(settings, { clock, random: () => 0, credentials: AWS_KEYS, timeoutMs })
        .remove(['k'])
        .then(String, String);
    },
  ],
  [
    'CloudWatch',
    async (protocol) => {
      const settings = { namespace: 'N', region, endpoint: `${protocol}//monitoring.example.com` };
      const writer = await openCloudWatchWriter(settings, { clock, credentials: AWS_KEYS });
      const told = (error: unknown) => cloudWatchSentence(cloudWatchFailure(error), 'CloudWatch', 'N');
      return writer
        .put([{ MetricName: 'M', Value: 1 }], timeoutMs)
        .then(String, told)
        .finally(() => writer.close());
    },
  ],
  [
    'SNS',
    (protocol) => {
      const settings = { region, endpoint: `${protocol}//sns.example.com`, timeoutMs };
      const told = (error: unknown) => snsSentence(snsFailure(error), 'SNS', 'sns:Publish');
      return publish({ Message: 'm', TopicArn: 'arn:t' }, settings, { clock, credentials: AWS_KEYS }).then(
        String,
        told,
      );
    },
  ],
];

// loading them takes of the time of the first call
beforeAll(() => Promise.all([import('../../lib/metrics/cloudwatch/sdk.ts'), import('../../lib/alerts/sns/sdk.ts')]));
afterEach(() => useProxiesOf({}));

describe.each(CLIENTS)('a failure of %s', (_, failureBy) => {
  const throughProxy = async (protocol: string, answers: number | 'never') => {
    const { url } = await aProxyTo('http://127.0.0.1:1', answers);
    await useProxiesOf({ HTTPS_PROXY: url, HTTP_PROXY: url });
    return { told: await failureBy(protocol), named: `, through the proxy ${new URL(url).host}` };
  };

  it.each([403, 407, 502, 503])('names the proxy that answered %i', async (status) => {
    for (const protocol of ['https:', 'http:']) {
      const { told, named } = await throughProxy(protocol, status);
      expect(told).toContain(`(HTTP ${status}${named}`);
      expect(told).not.toMatch(/CANARY|on-call/);
    }
  });

  it('names the proxy through which no answer came in time', async () => {
    const { told, named } = await throughProxy('https:', 'never');
    expect(told).toContain(`did not answer in time${named}`);
    expect(told).not.toMatch(/CANARY|on-call/);
  });
});

it('a heartbeat that got no answer in time names the proxy', async () => {
  const { url } = await aProxyTo('http://127.0.0.1:1', 'never');
  await useProxiesOf({ HTTPS_PROXY: url });
  const deps = { clock, random: () => 0, attemptTimeoutMs: 200 };
  const outcome = await createHeartbeat('https://hc.example.com/secret', deps).beat();
  expect(outcome).toMatchObject({
    ok: false,
    problem: expect.stringContaining(`through the proxy ${new URL(url).host}`),
  });
});
