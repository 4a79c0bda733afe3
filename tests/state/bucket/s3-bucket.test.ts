import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { s3Bucket } from '../../../lib/state/bucket/s3-bucket.ts';
import { type Answer, useAnsweringServer } from './answering-server.ts';

const server = useAnsweringServer();

/** A bucket whose service gives this answer. */
function bucketThatAnswers(answer: Answer) {
  server.answer = answer;
  server.asked.splice(0);
  const settings = { bucket: 'states', region: 'us-east-1', endpoint: server.url };
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  return s3Bucket(settings, { clock: systemClock, random: () => 0, credentials });
}

const refused = (status: number, code: string): Answer => ({ status, text: `<Error><Code>${code}</Code></Error>` });
const PAGE = { limit: 10 };

describe('a bucket of S3', () => {
  it.each([
    ['', 'a&amp;b &lt;%20&gt; &quot;&apos;&eacute;', `a&b <%20> "'&eacute;`],
    ['<EncodingType>url</EncodingType>', 'a%26b+c', 'a&b c'],
  ])('lists keys as they are written: %j', async (encoding, key, listed) => {
    const text = `<ListBucketResult>${encoding}<IsTruncated>false</IsTruncated><Contents><Key>${key}</Key></Contents></ListBucketResult>`;
    expect((await bucketThatAnswers({ text }).list('', PAGE)).keys).toEqual([listed]);
  });

  it.each<[Answer, unknown]>([
    [
      { text: '{}', headers: { 'x-amz-meta-writer': 'me' } },
      { text: '{}', writer: 'me' },
    ],
    [refused(404, 'NoSuchKey'), null],
    [refused(404, 'NotFound'), null],
    [refused(400, 'InvalidRange'), { text: '', writer: null }],
    [{ status: 416 }, { text: '', writer: null }],
  ])('reads what is there, all of it, and nothing else: %j', async (answer, found) => {
    expect(await bucketThatAnswers(answer).read('k')).toEqual(found);
    expect(server.asked[0]?.headers.range).toMatch(/^bytes=0-\d+$/);
  });

  it.each<[Answer, string]>([
    [{}, 'created'],
    [refused(400, 'PreconditionFailed'), 'taken'],
    [{ status: 412 }, 'taken'],
    [refused(409, 'ConditionalRequestConflict'), 'unclear'],
    [refused(409, 'OperationAborted'), 'unclear'],
  ])('creates an object once: %j is %s', async (answer, outcome) => {
    expect(await bucketThatAnswers(answer).create('k', Buffer.from('{}'), 'me')).toBe(outcome);
    expect(server.asked[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amz-meta-writer': 'me',
      'if-none-match': '*',
      'content-md5': createHash('md5').update('{}').digest('base64'),
    });
  });

  it.each<[string, (bucket: ReturnType<typeof bucketThatAnswers>) => Promise<unknown>, RegExp]>([
    ['list', (bucket) => bucket.list('', PAGE), /cannot be read: access was denied \(AccessDenied\)/],
    ['read', (bucket) => bucket.read('k'), /cannot be read: access was denied \(AccessDenied\)/],
    ['create', (bucket) => bucket.create('k', Buffer.from(''), 'me'), /cannot be written: access was denied/],
    ['replace', (bucket) => bucket.replace('k', ''), /cannot be written: access was denied/],
    ['remove', (bucket) => bucket.remove(['k']), /cannot be written: access was denied/],
  ])('says why it cannot %s', async (_, work, problem) => {
    await expect(work(bucketThatAnswers(refused(403, 'AccessDenied')))).rejects.toThrow(problem);
  });

  it('replaces and removes an object', async () => {
    const bucket = bucketThatAnswers({ status: 204 });
    await bucket.replace('k', '{}\n');
    await bucket.remove(['k']);
    expect(server.asked.map(({ line }) => line)).toEqual(['PUT /states/k {}\n', 'DELETE /states/k ']);
    expect(server.asked[0]?.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-md5': createHash('md5').update('{}\n').digest('base64'),
    });
  });
});
