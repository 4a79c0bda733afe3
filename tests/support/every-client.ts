import { publish } from '../../lib/alerts/sns/publisher.ts';
import { fixedCredentials } from '../../lib/aliyun/credentials.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock as clock } from '../../lib/base/time.ts';
import { createLiveClient } from '../../lib/live/client.ts';
import { createCloudMonitorBackend } from '../../lib/metrics/cloudmonitor/cloudmonitor.ts';
import { openCloudWatchWriter } from '../../lib/metrics/cloudwatch/writer.ts';
import { createHeartbeat } from '../../lib/metrics/heartbeat.ts';
import { createOtlpBackend } from '../../lib/metrics/otlp/otlp.ts';
import { createPrometheusBackend } from '../../lib/metrics/prometheus/prometheus.ts';
import { ossBucket } from '../../lib/state/bucket/oss-bucket.ts';
import { s3Bucket } from '../../lib/state/bucket/s3-bucket.ts';

const ALIBABA_KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const AWS_KEYS = { accessKeyId: 'id', secretAccessKey: 'secret' };
const region = 'us-east-1';
const deps = { clock, random: () => 0, log: silentLog };
const LIST = { limit: 1 };

/** A call of each client to an endpoint. What answers there need not make sense to it. */
export const EVERY_CLIENT: readonly (readonly [string, (endpoint: string) => Promise<unknown>])[] = [
  [
    'Live',
    (endpoint) =>
      createLiveClient({ endpoint, callTimeoutMs: 20_000 }, fixedCredentials(ALIBABA_KEYS), clock).listRelayTasks({
        region: 'cn-shanghai',
      }),
  ],
  ['a message or heartbeat', (endpoint) => createHeartbeat(endpoint, deps).beat()],
  ['OTLP', (endpoint) => createOtlpBackend({ endpoint }, deps).check()],
  ['a Pushgateway', (pushgateway) => createPrometheusBackend({ pushgateway }, deps).check()],
  [
    'CloudMonitor',
    (endpoint) =>
      createCloudMonitorBackend({ region, endpoint }, { ...deps, credentials: async () => ALIBABA_KEYS }).check(),
  ],
  [
    'OSS',
    (endpoint) =>
      ossBucket({ bucket: 'b', region, endpoint }, { ...deps, credentials: async () => ALIBABA_KEYS }).list('', LIST),
  ],
  [
    'S3',
    (endpoint) =>
      s3Bucket({ bucket: 'b', region, endpoint }, { clock, random: () => 0, credentials: AWS_KEYS }).list('', LIST),
  ],
  [
    'CloudWatch',
    async (endpoint) => {
      const writer = await openCloudWatchWriter({ namespace: 'N', region, endpoint }, { clock, credentials: AWS_KEYS });
      await writer.put([{ MetricName: 'M', Value: 1 }], 20_000).finally(() => writer.close());
    },
  ],
  [
    'SNS',
    (endpoint) => {
      const settings = { region, endpoint, timeoutMs: 20_000 };
      return publish({ Message: 'm', TopicArn: 'arn:t' }, settings, { clock, credentials: AWS_KEYS });
    },
  ],
];
