import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureSentence, isBroken, isRetryable, snsFailure } from '../../../lib/alerts/sns/failure.ts';
import { snsMessage } from '../../../lib/alerts/sns/message.ts';
import { createSnsChannel, type SnsDeps, type SnsSettings } from '../../../lib/alerts/sns/sns.ts';
import { wordsOf } from '../../../lib/alerts/words.ts';
import type { LogFacts } from '../../../lib/base/log.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aCause, anyNotification, CANARY, describeChannel, START } from '../channel-contract.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';
const CREDENTIALS = { accessKeyId: 'local-access-key', secretAccessKey: CANARY };
const MOST_BYTES = 262_144;

/** Publish and GetTopicAttributes in the Query protocol, as client-sns speaks it. moto's is in tests/components. */
interface SnsFake {
  readonly url: string;
  readonly published: URLSearchParams[];
  answer: 'accept' | 'hang' | { readonly status: number; readonly code: string | null };
  subscriptions: string;
  close(): Promise<void>;
}

async function anSnsFake(): Promise<SnsFake> {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const call = new URLSearchParams(Buffer.concat(chunks).toString());
    if (fake.answer === 'hang') return;
    response.setHeader('content-type', 'text/xml');
    if (fake.answer !== 'accept') {
      const { status, code } = fake.answer;
      response.statusCode = status;
      const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${CANARY}</Message></Error>`;
      return response.end(code === null ? CANARY : `<ErrorResponse>${error}<RequestId>r-1</RequestId></ErrorResponse>`);
    }
    if (call.get('Action') === 'Publish') fake.published.push(call);
    response.end(
      call.get('Action') === 'Publish'
        ? `<PublishResponse><PublishResult><MessageId>id-${fake.published.length}</MessageId></PublishResult></PublishResponse>`
        : `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>SubscriptionsConfirmed</key><value>${fake.subscriptions}</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: SnsFake = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    published: [],
    answer: 'accept',
    subscriptions: '2',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

let fake: SnsFake;
let logged: { event: string; facts: LogFacts | undefined }[];

beforeEach(async () => {
  fake = await anSnsFake();
  logged = [];
});
afterEach(() => fake.close());

function aChannel(settings: Partial<SnsSettings> = {}, deps: Partial<SnsDeps> = {}) {
  const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  return createSnsChannel(
    { topicArn: TOPIC, endpoint: fake.url, ...settings },
    {
      clock: instantClock(START),
      language: 'en',
      log: { debug: note, info: note, warn: note, error: note },
      credentials: CREDENTIALS,
      attemptTimeoutMs: 5_000,
      ...deps,
    },
  );
}

describeChannel(
  'the SNS channel',
  async () => ({
    channel: aChannel({}, { attemptTimeoutMs: 2_000 }),
    delivered: () => fake.published.length,
    trouble: {
      hang: () => {
        fake.answer = 'hang';
      },
      fail: () => {
        fake.answer = { status: 503, code: 'ServiceUnavailable' };
      },
      refuse: () => {
        fake.answer = { status: 404, code: 'NotFound' };
      },
    },
    at: (endpoint) => aChannel({ endpoint }),
    close: async () => undefined,
  }),
  () => logged,
);

const published = () => Object.fromEntries(fake.published.at(-1) ?? []);

describe('a message to SNS', () => {
  it('has words for people and a body for machines, and attributes to filter by', async () => {
    expect(await aChannel().send(aCause())).toEqual({ ok: true, receipt: 'id-1' });
    const call = published();
    expect(call).toMatchObject({
      Action: 'Publish',
      TopicArn: TOPIC,
      MessageStructure: 'json',
      Subject: expect.stringMatching(/62 of 62/),
    });
    expect(call).not.toHaveProperty('MessageGroupId');
    const message = JSON.parse(call.Message ?? '');
    expect(Object.keys(message).sort()).toEqual(['default', 'http', 'https', 'lambda', 'sms', 'sqs']);
    expect(message.default).toMatch(/^critical open: 62 of 62.*\n\n[\s\S]*evening news/);
    expect(message.sms.length).toBeLessThanOrEqual(70);
    expect(JSON.parse(message.sqs)).toMatchObject({ type: 'relaywatch.open', data: { dedupKey: 'cause-push-3' } });
    const attributes = [1, 2, 3].map((i) => [
      call[`MessageAttributes.entry.${i}.Name`],
      call[`MessageAttributes.entry.${i}.Value.StringValue`],
    ]);
    expect(Object.fromEntries(attributes)).toEqual({ severity: 'critical', kind: 'open', dedupKey: 'cause-push-3' });
  });

  it('is in order and once in a FIFO topic', async () => {
    await aChannel({ topicArn: `${TOPIC}.fifo` }).send(aCause());
    expect(published()).toMatchObject({ MessageGroupId: 'cause-push-3', MessageDeduplicationId: 'm-1-open' });
    const long = snsMessage(`${TOPIC}.fifo`, aCause({ id: 'x'.repeat(129) }), wordsOf(aCause(), { language: 'en' }));
    expect(long.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has the operator's own words", async () => {
    await aChannel({}, { templates: { title: 'down: {{affected}}', body: 'mine' } }).send(aCause());
    expect(published().Subject).toBe('down: 62');
    expect(JSON.parse(published().Message ?? '').default).toBe('critical open: down: 62\n\nmine');
  });

  it('keeps the documented limits, whatever it holds', () => {
    const quotes = '"\\'.repeat(30_000); // more than a text may have: it is cut
    fc.assert(
      fc.property(anyNotification, (notification) => {
        const words = wordsOf(notification, { language: 'zh' });
        for (const candidate of [
          words,
          { ...words, title: '', body: quotes },
          { ...words, title: '🎬\n'.repeat(99) },
        ]) {
          const { Subject = '', Message = '', MessageAttributes = {} } = snsMessage(TOPIC, notification, candidate);
          expect(Subject).toMatch(/^[^\p{Cc}]{1,99}$/u);
          const attributes = Object.entries(MessageAttributes).flatMap(([name, value]) => [
            name,
            value.DataType ?? '',
            value.StringValue ?? '',
          ]);
          expect(Buffer.byteLength([Message, Subject, ...attributes].join(''))).toBeLessThanOrEqual(MOST_BYTES);
          expect(Object.values(JSON.parse(Message)).every((text) => typeof text === 'string')).toBe(true);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

describe('when SNS does not accept', () => {
  it.each<[number, string | null, object]>([
    [429, 'Throttled', { retryable: true }],
    [400, 'ThrottlingException', { retryable: true }],
    [500, 'InternalError', { retryable: true }],
    [502, null, { retryable: true }],
    [400, 'InvalidParameter', { retryable: false }],
    [
      403,
      'AuthorizationError',
      { retryable: false, broken: true, problem: expect.stringMatching(/allow sns:Publish/) },
    ],
    [404, 'NotFound', { retryable: false, broken: true, problem: expect.stringMatching(/check topicArn/) }],
    [400, 'KMSAccessDenied', { retryable: false, broken: true, problem: expect.stringMatching(/KMS key/) }],
    [403, 'ExpiredToken', { retryable: true, broken: true, problem: expect.stringMatching(/renew/) }],
    [403, 'InvalidClientTokenId', { retryable: false, broken: true, problem: expect.stringMatching(/access key/) }],
    [403, 'SignatureDoesNotMatch', { retryable: false, broken: true }],
    [418, 'Teapot', { retryable: false }],
  ])('judges HTTP %i %s after one try', async (status, code, expected) => {
    fake.answer = { status, code };
    const result = await aChannel({ name: 'mail' }).send(aCause());
    expect(result).toMatchObject({ ok: false, ...expected });
    expect('broken' in result).toBe('broken' in expected);
    expect(JSON.stringify(result)).toContain('Amazon SNS \\"mail\\" (topic on-call)');
    expect(JSON.stringify([result, logged])).not.toMatch(new RegExp(`${CANARY}|123456789012`));
  });

  it('says that nothing listens there', async () => {
    await fake.close();
    const result = await aChannel().send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: true, problem: expect.stringMatching(/ECONNREFUSED/) });
    fake = await anSnsFake();
  });

  it('says that there are no credentials', () => {
    const error = Object.assign(new Error(CANARY), { name: 'CredentialsProviderError' });
    const failure = snsFailure(error);
    expect([isRetryable(failure), isBroken(failure)]).toEqual([false, true]);
    expect(failureSentence(failure, 'Amazon SNS', 'sns:Publish')).toMatch(/AWS_ACCESS_KEY_ID/);
  });

  it.each([
    ['ExpiredTokenException.Sts', 'expired-credentials'],
    ['KMSAccessDenied.Deep', 'encryption'],
    ['constructor', 'access-denied'],
    ['toString', 'access-denied'],
  ])('takes %s for %s', (name, kind) => {
    const error = Object.assign(new Error('x'), { name, $metadata: { httpStatusCode: 403 } });
    expect(snsFailure(error).kind).toBe(kind);
  });

  it('makes nothing of what is no error at all', () => {
    expect([snsFailure('x'), snsFailure(new TypeError(CANARY))]).toEqual([
      { kind: 'unexpected', code: 'no code' },
      { kind: 'unexpected', code: 'no code' },
    ]);
  });
});

describe('a topic that is configured wrongly', () => {
  it.each<[string, Partial<SnsSettings>, RegExp]>([
    ['no ARN', { topicArn: CANARY }, /not the ARN/],
    ['the ARN of a queue', { topicArn: TOPIC.replace(':sns:', ':sqs:') }, /not the ARN/],
    ['the ARN of a subscription', { topicArn: `${TOPIC}:5c8a1f` }, /not the ARN/],
    ['another region', { region: 'us-east-1' }, /eu-central-1/],
  ])('says so for %s', async (_, settings, sentence) => {
    const channel = aChannel(settings);
    const results = [await channel.send(aCause()), await channel.check()];
    for (const result of results) expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(sentence) });
    expect(results[0]).toMatchObject({ broken: true, retryable: false });
    expect(JSON.stringify(results)).not.toContain(CANARY);
  });

  it.each(['arn:aws-cn:sns:cn-north-1:123456789012:a', 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:b.fifo'])(
    'is none of these: %s',
    async (topicArn) => {
      expect(await aChannel({ topicArn }).send(aCause())).toMatchObject({ ok: true });
    },
  );
});

describe('checking SNS', () => {
  it('finds a topic without subscribers', async () => {
    fake.subscriptions = '0';
    expect(await aChannel().check()).toMatchObject({ ok: false, problem: expect.stringMatching(/nobody would hear/) });
  });

  it('passes credentials that may not read, with a remark', async () => {
    fake.answer = { status: 403, code: 'AuthorizationError' };
    expect(await aChannel().check()).toMatchObject({ ok: true, detail: expect.stringMatching(/was not tried/) });
  });

  it('finds that the topic is not there', async () => {
    fake.answer = { status: 404, code: 'NotFound' };
    expect(await aChannel().check()).toMatchObject({ ok: false, problem: expect.stringMatching(/does not exist/) });
  });
});
