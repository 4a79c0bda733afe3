import { describe, expect, it } from 'vitest';
import { BUCKET, call, changed, oss, type Parts, put } from './oss-call.ts';

describe('the stand-in of OSS', () => {
  it('keeps an object with its metadata until it is deleted', async () => {
    const key = 'a b/直播+&.json';
    expect(await put(key, { 'content-type': 'text/plain', 'x-oss-meta-writer': 'me' })).toMatchObject({ status: 200 });
    const found = await call({ key });
    expect(found).toMatchObject({ status: 200, text: 'x' });
    expect(found.headers.get('x-oss-meta-writer')).toBe('me');
    expect(await call({ method: 'HEAD', key })).toMatchObject({ status: 200, text: '' });
    expect(await call({ method: 'DELETE', key })).toMatchObject({ status: 204 });
    expect(await call({ method: 'DELETE', key })).toMatchObject({ status: 204 });
    expect(await call({ key })).toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  it('overwrites unless that is forbidden', async () => {
    const forbid = { 'x-oss-forbid-overwrite': 'true' };
    expect(await put('a', forbid)).toMatchObject({ status: 200 });
    expect(await put('a', forbid)).toMatchObject({ status: 409, code: 'FileAlreadyExists' });
    expect(await put('a', { 'x-oss-forbid-overwrite': 'false' })).toMatchObject({ status: 200 });
    expect(await put('a')).toMatchObject({ status: 200 });
    expect(await put('a', { 'x-oss-forbid-overwrite': 'yes' })).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  it('lists keys in order, by prefix, a page at a time', async () => {
    for (const key of ['b/2', 'b/10', 'b/1', 'a', 'c']) oss.plant(BUCKET, key, 'x');
    const pageOf = async (query: Record<string, string>) => {
      const { text } = await call({ query: { 'list-type': '2', prefix: 'b/', 'max-keys': '2', ...query } });
      const token = /<NextContinuationToken>([^<]+)</.exec(text)?.[1];
      return { keys: [...text.matchAll(/<Key>([^<]+)</g)].map(([, key]) => key), token };
    };
    const first = await pageOf({});
    expect(first.keys).toEqual(['b/1', 'b/10']);
    expect(await pageOf({ 'continuation-token': first.token ?? '' })).toEqual({ keys: ['b/2'], token: undefined });
    expect((await pageOf({ 'start-after': 'b/1' })).keys).toEqual(['b/10', 'b/2']);
    expect((await pageOf({ 'encoding-type': 'url' })).keys).toEqual(['b%2F1', 'b%2F10']);
    expect(await call({ query: { 'list-type': '2', 'max-keys': '1001' } })).toMatchObject({ status: 400 });
  });

  it('gives a hundred keys when not told how many', async () => {
    for (let index = 0; index < 101; index++) oss.plant(BUCKET, `k${index}`, 'x');
    const { text } = await call({ query: { 'list-type': '2' } });
    expect(text).toContain('<KeyCount>100</KeyCount>');
    expect(text).toContain('<IsTruncated>true</IsTruncated>');
  });

  it.each<[string, Parts, number, string]>([
    ['unsigned', { tamper: () => ({}) }, 403, 'AccessDenied'],
    ['signed by the old method', { tamper: () => ({ authorization: 'OSS ak:sig' }) }, 400, 'InvalidArgument'],
    ['of 16 minutes ago', { at: '20260301T074400Z' }, 403, 'RequestTimeTooSkewed'],
    ['of a time to come', { at: '20260301T081601Z' }, 403, 'RequestTimeTooSkewed'],
    ['signed for another region', { region: 'cn-beijing' }, 400, 'InvalidArgument'],
    ['with a header that was changed', changed('x-oss-meta-a', '2'), 403, 'SignatureDoesNotMatch'],
    ['with a header that was added', changed('x-oss-forbid-overwrite', 'false'), 403, 'SignatureDoesNotMatch'],
    ['with a token that nobody gave', changed('x-oss-security-token', 'x'), 403, 'InvalidSecurityToken'],
    ['of another method', { method: 'POST', key: 'a' }, 405, 'MethodNotAllowed'],
  ])('refuses a call %s', async (_, parts, status, code) => {
    expect(await call({ method: 'PUT', key: 'a', headers: { 'x-oss-meta-a': '1' }, ...parts })).toMatchObject({
      status,
      code,
    });
    expect(oss.keys(BUCKET)).toEqual([]);
  });

  it('fails as often as it was told to, and has done it when only the answer is lost', async () => {
    oss.failNext('http500', 2);
    oss.failNext('lost-answer');
    expect((await put('a')).code).toBe('InternalError');
    expect((await put('a')).code).toBe('InternalError');
    await expect(put('a')).rejects.toThrow();
    expect(oss.keys(BUCKET)).toEqual(['a']);
    expect((await put('a')).status).toBe(200);
  });
});
