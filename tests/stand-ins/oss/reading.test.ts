import { describe, expect, it } from 'vitest';
import { BUCKET, call, oss, put } from './oss-call.ts';

const ETAG = '"E807F1FCF82D132F9BB018CA6738A19F"';
const TEN = '1234567890';
/** The stand-in's clock stands at 08:00:00.7. */
const MODIFIED = 'Sun, 01 Mar 2026 08:00:00 GMT';
const EARLIER = 'Sun, 01 Mar 2026 07:59:59 GMT';

const read = (unsigned: Record<string, string>, headers: Record<string, string> = {}) =>
  call({ key: 'a', headers, unsigned });

describe('reading an object from the stand-in of OSS', () => {
  it.each([
    ['bytes=0-4', '12345', 'bytes 0-4/10'],
    ['bytes=5-9', '67890', 'bytes 5-9/10'],
    ['bytes=7-', '890', 'bytes 7-9/10'],
    ['bytes=-3', '890', 'bytes 7-9/10'],
    ['bytes=0-0', '1', 'bytes 0-0/10'],
    ['bytes=0-1,4-5', '12', 'bytes 0-1/10'],
  ])('gives the part that is asked for (%s)', async (range, text, contentRange) => {
    await put('a', {}, TEN);
    const part = await read({ range });
    expect(part).toMatchObject({ status: 206, text });
    expect(part.headers.get('content-range')).toBe(contentRange);
    expect(part.headers.get('content-length')).toBe(String(text.length));
    expect(part.headers.get('etag')).toBe(ETAG);
  });

  it.each(['bytes=0-10', 'bytes=10-20', 'bytes=10-', 'bytes=-11', 'bytes=5-4', 'byte=0-4', 'bytes=a-b', 'bytes=-'])(
    'gives all of it when a part cannot be read or goes beyond it (%s)',
    async (range) => {
      await put('a', {}, TEN);
      const whole = await read({ range });
      expect(whole).toMatchObject({ status: 200, text: TEN });
      expect(whole.headers.has('content-range')).toBe(false);
    },
  );

  it.each([
    ['bytes=0-10', 206, TEN],
    ['bytes=8-20', 206, '90'],
    ['bytes=-11', 206, TEN],
    ['bytes=10-20', 416, undefined],
    ['bytes=10-', 416, undefined],
    ['bytes=5-4', 200, TEN],
  ])('goes by the rules of HTTP when that is asked for (%s)', async (range, status, text) => {
    await put('a', {}, TEN);
    const part = await read({ range }, { 'x-oss-range-behavior': 'standard' });
    expect(part.status).toBe(status);
    if (text !== undefined) expect(part.text).toBe(text);
    else expect(part.code).toBe('InvalidRange');
  });

  it.each<[string, Record<string, string>, number]>([
    ['that it has', { 'if-match': ETAG }, 200],
    ['that it has not', { 'if-match': '"0"' }, 412],
    ['that it has, as what the client knows', { 'if-none-match': ETAG }, 304],
    ['that it has not, as what the client knows', { 'if-none-match': '"0"' }, 200],
    ['of its time, since when nothing changed', { 'if-modified-since': MODIFIED }, 304],
    ['before its time', { 'if-modified-since': EARLIER }, 200],
    ['of its time, since when nothing may have changed', { 'if-unmodified-since': MODIFIED }, 200],
    ['before its time, since when nothing may have changed', { 'if-unmodified-since': EARLIER }, 412],
    ['that cannot be read', { 'if-modified-since': 'yesterday' }, 200],
  ])('looks at a condition %s', async (_name, condition, status) => {
    await put('a', {}, TEN);
    for (const method of ['GET', 'HEAD']) {
      expect(await call({ key: 'a', method, unsigned: condition })).toMatchObject({ status });
    }
    expect((await read(condition)).code).toBe(status === 412 ? 'PreconditionFailed' : undefined);
  });

  it('gives back what came with it, or what is asked for instead', async () => {
    const signed = { 'content-type': 'application/json', 'x-oss-meta-writer': 'me' };
    const unsigned = {
      'cache-control': 'no-cache',
      'content-disposition': 'attachment',
      'content-language': 'zh',
      expires: MODIFIED,
    };
    await call({ method: 'PUT', key: 'a', body: TEN, headers: signed, unsigned });
    const { headers } = await call({ key: 'a' });
    for (const [name, value] of Object.entries({ ...signed, ...unsigned })) expect(headers.get(name)).toBe(value);
    const query = { 'response-content-type': 'text/x', 'response-cache-control': 'max-age=1' };
    const asked = await call({ key: 'a', query });
    expect(asked.headers.get('content-type')).toBe('text/x');
    expect(asked.headers.get('cache-control')).toBe('max-age=1');
    expect(asked.headers.get('content-language')).toBe('zh');
  });

  it('tells the checksum by which clients judge what came', async () => {
    const written = await put('a', {}, '123456789');
    expect(written.headers.get('x-oss-hash-crc64ecma')).toBe('11051210869376104954');
    expect((await call({ key: 'a' })).headers.get('x-oss-hash-crc64ecma')).toBe('11051210869376104954');
  });

  it('tells the least there is of it to GetObjectMeta', async () => {
    await put('a', { 'x-oss-meta-writer': 'me' }, TEN);
    const { status, text, headers } = await call({ method: 'HEAD', key: 'a', query: { objectMeta: '' } });
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(headers.get('content-length')).toBe('10');
    expect(headers.get('last-modified')).toBe(MODIFIED);
    expect(headers.has('x-oss-meta-writer')).toBe(false);
  });

  it('keeps an object out that is not what its digest says', async () => {
    const written = await put('a', { 'content-md5': 'AAAA' }, TEN);
    expect(written).toMatchObject({ status: 400, code: 'InvalidDigest' });
    expect(oss.keys(BUCKET)).toEqual([]);
    expect(await put('a', { 'content-md5': '6Afx/PgtEy+bsBjKZzihnw==' }, TEN)).toMatchObject({ status: 200 });
  });
});
