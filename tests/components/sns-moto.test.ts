import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSnsChannel } from '../../lib/alerts/sns/sns.ts';
import { silentLog } from '../../lib/base/log.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { aCause, KINDS } from '../alerts/channel-contract.ts';
import { instantClock } from '../support/instant-clock.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';
import { motoSqs } from './moto-sqs.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const REGION = 'eu-central-1';

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'SNS as moto imitates it' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let client: SNSClient;
  let topicArn: string;
  let queueUrl: string;
  let queues = 0;

  beforeAll(async () => {
    moto = await startMoto();
    client = new SNSClient({ region: REGION, endpoint: moto.url, credentials: CREDENTIALS });
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });
  beforeEach(async () => {
    topicArn = await aTopic('');
  });

  /** A topic with a queue that gets all of it. */
  async function aTopic(ending: '' | '.fifo'): Promise<string> {
    queues += 1;
    const attributes = ending === '' ? {} : { FifoTopic: 'true' };
    const { TopicArn = '' } = await client.send(
      new CreateTopicCommand({ Name: `on-call-${queues}${ending}`, Attributes: attributes }),
    );
    const queueAttributes = ending === '' ? {} : { Attributes: { FifoQueue: 'true' } };
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: `on-call-${queues}${ending}`, ...queueAttributes });
    queueUrl = String(QueueUrl);
    const Endpoint = `arn:aws:sqs:${REGION}:123456789012:on-call-${queues}${ending}`;
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    return TopicArn;
  }

  const sqs = (operation: string, body: object) => motoSqs(moto.url, REGION, operation, body);

  /** What the queue got, in SNS's envelope. */
  async function received(): Promise<Record<string, unknown>[]> {
    const { Messages = [] } = (await sqs('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      AttributeNames: ['All'],
    })) as { Messages?: { Body: string; Attributes: object }[] };
    return Messages.map(({ Body, Attributes }) => ({ ...JSON.parse(Body), queue: Attributes }));
  }

  function send(notification: Notification, arn = topicArn) {
    return aChannel(arn).send(notification);
  }

  function aChannel(arn: string) {
    return createSnsChannel(
      { topicArn: arn, region: REGION, endpoint: moto.url },
      { clock: instantClock(), log: silentLog, language: 'zh', credentials: CREDENTIALS },
    );
  }

  it('hands a queue the body for machines, with attributes, and gives its id as receipt', async () => {
    const result = await send(aCause());
    const [envelope, ...others] = await received();
    expect(others).toEqual([]);
    expect(result).toEqual({ ok: true, receipt: envelope?.MessageId });
    expect(envelope).toMatchObject({
      Type: 'Notification',
      TopicArn: topicArn,
      Subject: expect.stringMatching(/\p{Script=Han}/u),
      MessageAttributes: {
        severity: { Type: 'String', Value: 'critical' },
        kind: { Type: 'String', Value: 'open' },
        dedupKey: { Type: 'String', Value: 'cause-push-3' },
      },
    });
    expect(JSON.parse(String(envelope?.Message))).toMatchObject({ type: 'relaywatch.open', data: { affected: 62 } });
  });

  it.each(KINDS)('takes a message of kind %s, whatever is in it', async (kind) => {
    expect(await send(aCause({ kind, note: '直播 "\\ \u0000 \ud800 \ufffe 🎬'.repeat(900) }))).toMatchObject({
      ok: true,
    });
    expect(await received()).toHaveLength(1);
  });

  it('keeps the messages of a cause together in a FIFO topic, and drops a repeat', async () => {
    const fifo = await aTopic('.fifo');
    for (const kind of ['open', 'open', 'resolved'] as const) {
      expect(await send(aCause({ kind }), fifo)).toMatchObject({ ok: true });
    }
    const messages = await received();
    expect(messages.map(({ queue }) => queue)).toMatchObject([
      { MessageGroupId: 'cause-push-3', MessageDeduplicationId: 'm-1-open' },
      { MessageGroupId: 'cause-push-3', MessageDeduplicationId: 'm-1-resolved' },
    ]);
  });

  it('says that a topic is gone, which needs a human', async () => {
    await client.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }))).rejects.toThrow();
    expect(await send(aCause())).toMatchObject({
      ok: false,
      retryable: false,
      broken: true,
      problem: expect.stringMatching(/does not exist.*NotFound/),
    });
    expect(await aChannel(topicArn).check()).toMatchObject({ ok: false });
  });

  it('is checked without telling the subscriber', async () => {
    // moto counts no subscriptions (5.2.5 always says 0), so how a topic with some passes is in tests/alerts/sns/sns.test.ts
    expect(await aChannel(topicArn).check()).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/nobody would/),
    });
    expect(await received()).toEqual([]);
  });
});
