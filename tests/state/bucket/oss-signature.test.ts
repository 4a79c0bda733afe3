import { describe, expect, it } from 'vitest';
import { encodedPath, ossQuery, signedOssHeaders } from '../../../lib/state/bucket/oss-signature.ts';

/** The example of the vendor's SDKs for Go and Python (signer tests), computed there. */
const EXAMPLE = {
  method: 'PUT',
  bucket: 'bucket',
  key: '1234+-/123/1.txt',
  region: 'cn-hangzhou',
  query: { param1: 'value1', '+param1': 'value3', '|param1': 'value4', '+param2': '', '|param2': '', param2: '' },
  headers: { 'x-oss-head1': 'value', 'content-type': 'text/plain' },
};
const KEYS = { accessKeyId: 'ak', accessKeySecret: 'sk' };

describe('the signature of OSS', () => {
  it.each([
    [
      'fixed keys',
      KEYS,
      '20231216T162057Z',
      '20231216',
      'e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
    ],
    [
      'temporary keys',
      { ...KEYS, securityToken: 'token' },
      '20231217T034736Z',
      '20231217',
      'b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea',
    ],
  ])('is the one that the vendor computes with %s', (_, keys, at, date, signature) => {
    expect(signedOssHeaders(EXAMPLE, keys, at).authorization).toBe(
      `OSS4-HMAC-SHA256 Credential=ak/${date}/cn-hangzhou/oss/aliyun_v4_request,Signature=${signature}`,
    );
  });

  it('covers the token, which is sent with it', () => {
    const headers = signedOssHeaders(EXAMPLE, { ...KEYS, securityToken: 'token' }, '20231217T034736Z');
    expect(headers).toMatchObject({
      'x-oss-security-token': 'token',
      'x-oss-date': '20231217T034736Z',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('encodes paths and queries as the address of the request does', () => {
    expect(encodedPath("/b/a b+c/'(1)*!~-_.json")).toBe('/b/a%20b%2Bc/%27%281%29%2A%21~-_.json');
    expect(ossQuery({ prefix: 'a/b c', 'list-type': '2', empty: '' })).toBe('empty&list-type=2&prefix=a%2Fb%20c');
  });
});
