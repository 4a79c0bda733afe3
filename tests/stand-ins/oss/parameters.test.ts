import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BUCKET, call, NOW, oss, type Parts, put } from './oss-call.ts';

describe('what the stand-in of OSS does not do', () => {
  it.each<[string, Parts]>([
    ['a copy', { method: 'PUT', key: 'b', headers: { 'x-oss-copy-source': `/${BUCKET}/a` } }],
    ['an access list of an object', { method: 'PUT', key: 'a', query: { acl: '' } }],
    ['tags of an object', { method: 'PUT', key: 'a', query: { tagging: '' } }],
    ['tags with an object', { method: 'PUT', key: 'b', headers: { 'x-oss-tagging': 'a=b' } }],
    ['a part of an upload', { method: 'PUT', key: 'b', query: { partNumber: '1', uploadId: 'x' } }],
    ['a storage class', { method: 'PUT', key: 'b', headers: { 'x-oss-storage-class': 'IA' } }],
    ['encryption', { method: 'PUT', key: 'b', headers: { 'x-oss-server-side-encryption': 'KMS' } }],
    ['a condition of writing', { method: 'PUT', key: 'b', unsigned: { 'if-none-match': '*' } }],
    ['reading an access list', { key: 'a', query: { acl: '' } }],
    ['reading a version', { key: 'a', query: { versionId: 'x' } }],
    ['working on what is read', { key: 'a', query: { 'x-oss-process': 'image/resize' } }],
    ['a limit of speed', { key: 'a', headers: { 'x-oss-traffic-limit': '819200' } }],
    ['deleting a version', { method: 'DELETE', key: 'a', query: { versionId: 'x' } }],
    ['giving up an upload', { method: 'DELETE', key: 'a', query: { uploadId: 'x' } }],
    ['listing by what nobody knows', { query: { 'list-type': '2', nonsense: '1' } }],
    ['metadata on reading', { key: 'a', headers: { 'x-oss-meta-a': 'b' } }],
  ])('is refused: %s', async (_name, parts) => {
    oss.plant(BUCKET, 'a', 'as it was');
    expect(await call(parts)).toMatchObject({ status: 501, code: 'NotImplemented' });
    expect(oss.keys(BUCKET)).toEqual(['a']);
    expect((await call({ key: 'a' })).text).toBe('as it was');
  });
});

describe('a refusal of the stand-in of OSS', () => {
  it.each([
    ['a key that is not there', { key: 'none' }],
    ['no signature', { key: 'none', tamper: () => ({}) }],
    ['a failure', { key: 'none' }],
  ])('has one id of its request, in head and body (%s)', async (name, parts) => {
    if (name === 'a failure') oss.failNext('http500');
    const { text, headers } = await call(parts);
    expect(headers.get('x-oss-request-id')).toMatch(/^[0-9A-F]{24}$/);
    expect(text).toContain(`<RequestId>${headers.get('x-oss-request-id')}</RequestId>`);
  });

  it('is told in the head where there is no body', async () => {
    const { status, text, headers } = await call({ method: 'HEAD', key: 'none' });
    expect({ status, text }).toEqual({ status: 404, text: '' });
    expect(Buffer.from(headers.get('x-oss-err') ?? '', 'base64').toString()).toContain('<Code>NoSuchKey</Code>');
    expect(headers.get('x-oss-ec')).toBe('0026-00000001');
  });
});

describe('the time of a request to the stand-in of OSS', () => {
  const MINUTE_MS = 60_000;

  /** A call that is signed by hand, with whatever headers it is to have. */
  async function callWith(headers: Record<string, string>, signedTime: string) {
    const all: Record<string, string> = { ...headers, 'x-oss-content-sha256': 'UNSIGNED-PAYLOAD' };
    const own = Object.keys(all).filter((name) => name.startsWith('x-oss-'));
    const lines = own.toSorted().map((name) => `${name}:${all[name]}\n`);
    const canonical = ['GET', `/${BUCKET}/a`, '', lines.join(''), '', 'UNSIGNED-PAYLOAD'].join('\n');
    const scope = `${signedTime.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const parts = [signedTime.slice(0, 8), 'cn-hangzhou', 'oss', 'aliyun_v4_request'];
    const key = parts.reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      'aliyun_v4local-access-secret',
    );
    const toSign = `OSS4-HMAC-SHA256\n${signedTime}\n${scope}\n${hash}`;
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    const authorization = `OSS4-HMAC-SHA256 Credential=local-access-key/${scope},Signature=${signature}`;
    const response = await fetch(`${oss.url}/${BUCKET}/a`, { headers: { ...all, authorization } });
    return { status: response.status, text: await response.text() };
  }

  const iso = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const http = (ms: number) => new Date(ms).toUTCString();

  it.each([
    ['x-oss-date', { 'x-oss-date': iso(NOW) }, NOW],
    ['Date alone', { date: http(NOW) }, NOW],
    ['both, of which x-oss-date counts', { 'x-oss-date': iso(NOW), date: http(NOW - 60 * MINUTE_MS) }, NOW],
  ])('may stand in %s', async (_name, headers, signedMs) => {
    await put('a');
    expect(await callWith(headers, iso(signedMs))).toMatchObject({ status: 200 });
  });

  it.each([
    ['nowhere', {}, iso(NOW), '0002-00000503'],
    ['in Date as an ISO time', { date: iso(NOW) }, iso(NOW), '0002-00000502'],
    ['in x-oss-date as a time of HTTP', { 'x-oss-date': http(NOW) }, iso(NOW), '0002-00000502'],
    [
      'in Date, 16 minutes ago',
      { date: http(NOW - 16 * MINUTE_MS) },
      iso(NOW - 16 * MINUTE_MS),
      'RequestTimeTooSkewed',
    ],
    ['in Date, not as signed', { date: http(NOW + MINUTE_MS) }, iso(NOW), 'SignatureDoesNotMatch'],
  ])('may not stand %s', async (_name, headers, signedTime, code) => {
    await put('a');
    const refused = await callWith(headers, signedTime);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(code);
  });
});
