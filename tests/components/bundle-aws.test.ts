import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCallback } from '../../infra/build/build-callback.ts';
import { buildFunction } from '../../infra/build/build-function.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';
import { motoSqs } from './moto-sqs.ts';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const LIVE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
const Bucket = 'relaywatch-state';
const KEEP = 1;

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

/** What is left out of the AWS clients (infra/build/left-out.ts) must be missed by no call that a function makes. */
describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'the bundled function on AWS' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let live: LiveStandIn;
  let folder: string;
  let topicArn: string;
  let s3: S3Client;
  let cloudWatch: CloudWatchClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-bundle-aws-'));
    [moto, live] = await Promise.all([
      startMoto(),
      startLiveStandIn({ tasks: 250, regions: ['cn-shanghai'], qps: 0, credentials: [LIVE_KEYS] }),
      buildFunction(folder),
      buildCallback(folder),
    ]);
    const client = { region: REGION, endpoint: moto.url, credentials: CREDENTIALS };
    s3 = new S3Client({ ...client, forcePathStyle: true });
    cloudWatch = new CloudWatchClient(client);
    await s3.send(new CreateBucketCommand({ Bucket }));
    topicArn = await aTopicWithQueue(new SNSClient(client));
  });
  afterAll(async () => {
    s3?.destroy();
    cloudWatch?.destroy();
    await Promise.all([moto?.stop(), live?.close(), rm(folder, { recursive: true, force: true })]);
  });

  async function aTopicWithQueue(sns: SNSClient): Promise<string> {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'on-call' }));
    await sqs('CreateQueue', { QueueName: 'on-call' });
    const Endpoint = `arn:aws:sqs:${REGION}:123456789012:on-call`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    sns.destroy();
    return TopicArn;
  }

  const sqs = (operation: string, body: object) => motoSqs(moto.url, REGION, operation, body);

  /** A sweep in a fresh Node that has the bundle and no node_modules, with keys in its environment as on Lambda. */
  async function sweep(changes: { readonly bucket?: string; readonly topicArn?: string } = {}) {
    const config = {
      live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: REGION, endpoint: moto.url }],
      alerts: [{ type: 'sns', topicArn: changes.topicArn ?? topicArn, region: REGION, endpoint: moto.url }],
      state: { type: 's3', bucket: changes.bucket ?? Bucket, region: REGION, endpoint: moto.url, keep: KEEP },
    };
    await writeFile(join(folder, 'function/relaywatch.json'), JSON.stringify(config));
    const context = { requestId: 'r-1', function: { timeout: 60 }, credentials: LIVE_KEYS };
    const script = `require('./index.js').handler({}, ${JSON.stringify(context)})
      .then((summary) => process.stdout.write('\\n' + JSON.stringify(summary)));`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
      cwd: join(folder, 'function'),
      env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: 'test' },
    });
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    return { summary: JSON.parse(lines.at(-1) ?? '') as SweepSummary, log: lines.slice(0, -1).join('\n') };
  }

  async function snapshots(): Promise<(string | undefined)[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key);
  }

  it('keeps its state in S3, tells SNS and publishes to CloudWatch', async () => {
    const { summary } = await sweep();
    expect(summary).toMatchObject({
      sweep: { complete: true },
      metrics: [{ type: 'cloudwatch', ok: true }],
      alerts: [{ type: 'sns', ok: true, sent: 1 }],
    });
    const { Messages = [] } = (await sqs('ReceiveMessage', { QueueUrl: `${moto.url}/123456789012/on-call` })) as {
      Messages?: { Body: string }[];
    };
    const envelope = JSON.parse(Messages[0]?.Body ?? '{}') as { Message: string };
    expect(JSON.parse(envelope.Message)).toMatchObject({ type: 'relaywatch.summary' });
    const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'LiveRelay' }));
    expect(Metrics.map(({ MetricName }) => MetricName)).toContain('SweepComplete');
  });

  it('reads its state back, so that nobody is told twice, and removes old snapshots', async () => {
    for (let sweeps = 2; sweeps <= 4; sweeps += 1) {
      const { summary, log } = await sweep();
      expect(summary.alerts).toMatchObject([{ type: 'sns', ok: true, sent: 0 }]);
      expect(log).not.toContain('state_');
    }
    // three a sweep, of which the tenth clears all before it; and the hour or two of the journal
    const names = (await snapshots()).map((name = '') => name.replace(/^.*\/|-.*$/g, ''));
    expect(names.filter((name) => name === 'snapshot')).toHaveLength(3);
    expect(names.filter((name) => name === 'journal').length).toBeGreaterThan(0);
  });

  it('understands what S3 and SNS refuse', async () => {
    const { summary, log } = await sweep({ bucket: 'no-such-bucket', topicArn: `${topicArn}-gone` });
    expect(log).toContain('NoSuchBucket');
    expect(summary.alerts).toMatchObject([{ type: 'sns', ok: false }]);
    expect(JSON.stringify(summary.alerts)).toMatch(/does not exist.*NotFound/);
  });

  describe('that receives callbacks', () => {
    const token = 'token-of-callbacks-4711';
    const prefix = 'callbacks/';

    /** A callback in a fresh Node that has the bundle of the receiver, as a function URL hands it over. */
    async function received(taskId: string) {
      const config = {
        live: { regions: ['cn-shanghai'] },
        state: { type: 's3', bucket: Bucket, region: REGION, endpoint: moto.url, prefix },
        callbacks: { token },
      };
      await writeFile(join(folder, 'callback/relaywatch.json'), JSON.stringify(config));
      const event = {
        version: '2.0',
        rawPath: `/callback/${token}/cn-shanghai`,
        requestContext: { http: { method: 'POST' } },
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ Event: 'LivePullToPushOffline', TaskId: taskId, TaskStatus: 3 })).toString(
          'base64',
        ),
        isBase64Encoded: true,
      };
      const script = `require('./index.js').callback(${JSON.stringify(event)}, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 9000 })
        .then((reply) => process.stdout.write('\\n' + JSON.stringify(reply)));`;
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
        cwd: join(folder, 'callback'),
        env: {
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_SESSION_TOKEN: 'test',
          AWS_REGION: REGION,
          RELAYWATCH_SWEEP_FUNCTION: 'relaywatch-prod-sweep',
          RELAYWATCH_SWEEP_ENDPOINT: lambdaUrl,
        },
      });
      expect(stderr).toBe('');
      const lines = stdout.trimEnd().split('\n');
      return { reply: JSON.parse(lines.at(-1) ?? '') as unknown, log: lines.slice(0, -1).join('\n') };
    }

    let lambda: Server;
    let lambdaUrl: string;
    let status = 202;
    let invocations: { path: string | undefined; type: unknown; authorization: unknown; body: string }[] = [];

    beforeAll(async () => {
      lambda = createServer(async (request, response) => {
        const { 'x-amz-invocation-type': type, authorization } = request.headers;
        invocations.push({ path: request.url, type, authorization, body: await text(request) });
        response.writeHead(status, { 'content-type': 'application/json' }).end();
      });
      await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
      lambdaUrl = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
    });
    afterAll(() => new Promise((resolve) => lambda?.close(resolve)));

    it('keeps a callback in S3 and invokes the function of the sweep, which does not wait', async () => {
      const { reply } = await received('relay-1');
      expect(reply).toMatchObject({ statusCode: 200, body: 'ok\n' });
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      expect(Contents.map(({ Key }) => Key)).toEqual([`${prefix}hint-relay-1.cn-shanghai.stopped..`]);
      expect(invocations).toEqual([
        {
          path: '/2015-03-31/functions/relaywatch-prod-sweep/invocations',
          type: 'Event',
          authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/lambda\//),
          body: '{"relaywatch":"look"}',
        },
      ]);
    });

    it('answers 200 when the invocation is refused, since the callback is kept, and logs why', async () => {
      invocations = [];
      status = 403;
      const { reply, log } = await received('relay-2');
      expect(reply).toMatchObject({ statusCode: 200 });
      expect(invocations).toHaveLength(1);
      expect(log.match(/sweep_not_woken/g)).toHaveLength(1);
    });
  });
});
