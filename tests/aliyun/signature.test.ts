import { createHmac } from 'node:crypto';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type AlibabaCall, signedV2, signedV3, USER_AGENT } from '../../lib/aliyun/signature.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';

const NOW = DateTime.fromISO('2026-03-01T08:00:00.987Z', { zone: 'utc' }) as UtcDateTime;
const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const STS = { ...KEYS, securityToken: 'token+/=' };
const CALL: AlibabaCall = {
  action: 'DescribeLivePullToPushList',
  version: '2016-11-01',
  method: 'GET',
  protocol: 'https',
  host: 'live.aliyuncs.com',
  query: { RegionId: 'cn-shanghai', PageNumber: '1' },
};
const withQuery = (query: Record<string, string>) => ({ ...CALL, query });

describe('a call with the signature of today', () => {
  it('carries what is asked in its address, and the rest in headers', () => {
    const { url, headers } = signedV3(CALL, KEYS, NOW);
    expect(url).toBe('https://live.aliyuncs.com/?RegionId=cn-shanghai&PageNumber=1');
    expect(headers).toMatchObject({
      host: 'live.aliyuncs.com',
      'x-acs-action': 'DescribeLivePullToPushList',
      'x-acs-version': '2016-11-01',
      'x-acs-date': '2026-03-01T08:00:00Z',
      // of an empty body
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
    expect(headers.authorization).toMatch(
      /^ACS3-HMAC-SHA256 Credential=id,SignedHeaders=[a-z0-9;-]+,Signature=[0-9a-f]{64}$/,
    );
    expect(headers).not.toHaveProperty('x-acs-security-token');
  });

  it('has the token of temporary keys, and signs it', () => {
    const { headers } = signedV3(CALL, STS, NOW);
    expect(headers).toMatchObject({ 'x-acs-security-token': 'token+/=', 'x-acs-accesskey-id': 'id' });
    expect(headers.authorization).toContain('x-acs-security-token');
  });

  it.each<[string, string]>([
    ['直播', '%E7%9B%B4%E6%92%AD'],
    ["!'()*", '%21%27%28%29%2A'],
    ['a b+c', 'a%20b%2Bc'],
    ['-_.~', '-_.~'],
    ['a&b=c#d', 'a%26b%3Dc%23d'],
    ['100%', '100%25'],
    ['🚀', '%F0%9F%9A%80'],
    ['', ''],
  ])('encodes %j as it is signed', (value, encoded) => {
    expect(signedV3(withQuery({ TaskName: value }), KEYS, NOW).url).toBe(
      `https://live.aliyuncs.com/?TaskName=${encoded}`,
    );
  });

  it('is never the same twice, and never holds the secret', () => {
    const signed = [signedV3(CALL, STS, NOW), signedV3(CALL, STS, NOW)];
    expect(new Set(signed.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(2);
    expect(JSON.stringify(signed)).not.toContain(KEYS.accessKeySecret);
  });
});

describe('a call with the discontinued signature', () => {
  /** By the vendor's description: HMAC-SHA1 over method, path and sorted parameters, all encoded once more. */
  function signatureOf(url: string, secret: string): string {
    const pairs = url
      .slice(url.indexOf('?') + 1)
      .split('&')
      .filter((pair) => !pair.startsWith('Signature='));
    const text = `GET&%2F&${encodeURIComponent(pairs.sort().join('&'))}`;
    return createHmac('sha1', `${secret}&`).update(text).digest('base64');
  }

  it.each([
    ['plain ones', { RegionId: 'cn-shanghai' }],
    ['other scripts', { TaskName: '直播 🚀' }],
    ['what must be encoded', { TaskName: "a b+c&d=e!'()*~" }],
  ])('is signed over its parameters: %s', (_, query) => {
    const { url } = signedV2(withQuery(query), KEYS, NOW);
    expect(new URL(url).searchParams.get('Signature')).toBe(signatureOf(url, KEYS.accessKeySecret));
  });

  it('has everything in its address', () => {
    const { url, headers } = signedV2(CALL, STS, NOW);
    const { SignatureNonce, Signature, ...parameters } = Object.fromEntries(new URL(url).searchParams);
    expect(parameters).toEqual({
      ...CALL.query,
      Action: 'DescribeLivePullToPushList',
      Version: '2016-11-01',
      Format: 'json',
      Timestamp: '2026-03-01T08:00:00Z',
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      AccessKeyId: 'id',
      SecurityToken: 'token+/=',
    });
    expect([SignatureNonce, Signature].every(Boolean)).toBe(true);
    expect(headers).not.toHaveProperty('authorization');
    expect(`${url}${JSON.stringify(headers)}`).not.toContain(KEYS.accessKeySecret);
  });

  it('has no token where the keys have none', () => {
    expect(signedV2(CALL, KEYS, NOW).url).not.toContain('SecurityToken');
  });
});

it('says to Live who calls', () => {
  expect(USER_AGENT).toContain('relaywatch');
});
