import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { singleConnections } from '../../../lib/http/agents.ts';
import type { BucketAction } from '../../../lib/state/bucket/failure.ts';
import { type S3Call, S3Caller, S3Refusal } from '../../../lib/state/bucket/s3-call.ts';

interface Answer {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

let answer: Answer = {};
const asked: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`);
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.text ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What becomes of a call. @param credentials default: keys that work */
function outcomeOf(
  what: Partial<S3Call>,
  credentials = async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
) {
  const { port } = server.address() as AddressInfo;
  const settings = { bucket: 'states', region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` };
  const caller = new S3Caller(settings, { clock: systemClock, random: () => 0, credentials }, singleConnections());
  return caller.call({ action: 'read', method: 'GET', ...what }).then(
    () => 'taken',
    (error: unknown) => (error instanceof S3Refusal ? [error.failure, error.status] : error),
  );
}

const foreign = (status: number) => [{ kind: 'foreign', code: `HTTP ${status}` }, status];
const LIST = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';

it.each<[BucketAction, Answer, unknown]>([
  ['list', { text: LIST }, 'taken'],
  ['list', { text: '<ListBucketResult>' }, foreign(200)],
  ['list', { text: '<IsTruncated>' }, foreign(200)],
  ['read', { text: '{}' }, 'taken'],
  ['read', { headers: { 'content-type': 'text/html' } }, foreign(200)],
  ['create', { text: '<html>', headers: { 'content-type': 'text/html' } }, foreign(200)],
  ['create', { text: '<html>', headers: { 'content-type': 'text/html', etag: '"1"' } }, 'taken'],
  ['remove', { status: 204 }, 'taken'],
  ['read', { status: 300, text: '{}' }, foreign(300)],
  ['read', { status: 404, text: '<Code>NoSuchBucket</Code>' }, [{ kind: 'no-bucket', code: 'NoSuchBucket' }, 404]],
])('an answer of S3 to %s counts: %j', async (action, given, expected) => {
  answer = given;
  expect(await outcomeOf({ action })).toEqual(expected);
});

it('is asked with what there is to say', async () => {
  answer = {};
  asked.splice(0);
  await outcomeOf({});
  await outcomeOf({ method: 'PUT', key: 'k', body: '{}' });
  expect(asked).toEqual(['GET /states/ ', 'PUT /states/k {}']);
});

it.each([
  ['CredentialsProviderError', 'no-credentials'],
  ['Error', 'unexpected'],
])('a %s of the credentials is %s', async (name, kind) => {
  const failing = async () => Promise.reject(Object.assign(new Error('no'), { name }));
  expect(await outcomeOf({}, failing)).toMatchObject([{ kind }, null]);
});
