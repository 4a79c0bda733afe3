import { expect, it } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { singleConnections } from '../../../lib/http/agents.ts';
import type { BucketAction } from '../../../lib/state/bucket/failure.ts';
import { type S3Call, S3Caller, S3Refusal } from '../../../lib/state/bucket/s3-call.ts';
import { type Answer, useAnsweringServer } from './answering-server.ts';

const server = useAnsweringServer();

/** What becomes of a call. @param credentials default: keys that work */
function outcomeOf(
  what: Partial<S3Call>,
  credentials = async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
) {
  const settings = { bucket: 'states', region: 'us-east-1', endpoint: server.url };
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
  server.answer = given;
  expect(await outcomeOf({ action })).toEqual(expected);
});

it('is asked with what there is to say', async () => {
  server.answer = {};
  server.asked.splice(0);
  await outcomeOf({});
  await outcomeOf({ method: 'PUT', key: 'k', body: '{}' });
  expect(server.asked.map(({ line }) => line)).toEqual(['GET /states/ ', 'PUT /states/k {}']);
});

it.each([
  ['CredentialsProviderError', 'no-credentials'],
  ['Error', 'unexpected'],
])('a %s of the credentials is %s', async (name, kind) => {
  const failing = async () => Promise.reject(Object.assign(new Error('no'), { name }));
  expect(await outcomeOf({}, failing)).toMatchObject([{ kind }, null]);
});
