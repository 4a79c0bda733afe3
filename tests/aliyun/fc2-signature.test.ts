import { createRequire } from 'node:module';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type Fc2Call, signedFc2 } from '../../lib/aliyun/fc2-signature.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';

interface VendorsClient {
  /** Without queries, as for all calls but those of HTTP functions. */
  getSignature(
    accessKeyID: string,
    accessKeySecret: string,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): string;
}
// untyped, and CommonJS
const vendor = createRequire(import.meta.url)('@alicloud/fc2') as VendorsClient;

const NOW = DateTime.fromISO('2026-03-01T08:00:05.987Z', { zone: 'utc' }) as UtcDateTime;
const KEYS = { accessKeyId: 'STS.id', accessKeySecret: 'the-secret' };
const TOKEN = 'a-token+/==';
const CALL: Fc2Call = {
  method: 'POST',
  path: '/2016-08-15/services/relaywatch.live/functions/relaywatch/invocations',
  headers: { 'x-fc-invocation-type': 'Async' },
};

describe('a call of Function Compute 2.0', () => {
  it.each<[string, Fc2Call, string | undefined]>([
    ['with fixed keys', CALL, undefined],
    ['with those of a role', CALL, TOKEN],
    ['without a header of its own', { ...CALL, headers: {} }, undefined],
    ['with several, in any order', { ...CALL, headers: { 'x-fc-trace-id': 't', 'x-fc-log-type': 'Tail' } }, TOKEN],
    ['of a path that an address would encode', { ...CALL, path: '/2016-08-15/services/直播 a.b/functions/x' }, TOKEN],
  ])("%s is signed as the vendor's client does", (_, call, securityToken) => {
    const keys = securityToken === undefined ? KEYS : { ...KEYS, securityToken };
    const { authorization, ...headers } = signedFc2(call, keys, NOW);
    const { accessKeyId, accessKeySecret } = KEYS;
    expect(authorization).toBe(vendor.getSignature(accessKeyId, accessKeySecret, call.method, call.path, headers));
    expect(headers).toEqual({
      ...call.headers,
      date: 'Sun, 01 Mar 2026 08:00:05 GMT',
      ...(securityToken === undefined ? {} : { 'x-fc-security-token': securityToken }),
    });
  });

  it('has another signature for another path, header, date or key, and never the secret', () => {
    const signed = [
      signedFc2(CALL, KEYS, NOW),
      signedFc2({ ...CALL, path: `${CALL.path}x` }, KEYS, NOW),
      signedFc2({ ...CALL, headers: { 'x-fc-invocation-type': 'Sync' } }, KEYS, NOW),
      signedFc2(CALL, KEYS, NOW.plus({ seconds: 1 }) as UtcDateTime),
      signedFc2(CALL, { ...KEYS, accessKeySecret: 'another' }, NOW),
      signedFc2(CALL, { ...KEYS, securityToken: TOKEN }, NOW),
    ].map(({ authorization }) => authorization);
    expect(new Set(signed).size).toBe(signed.length);
    expect(signed.join()).not.toContain(KEYS.accessKeySecret);
  });
});
