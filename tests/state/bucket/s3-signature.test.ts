import { describe, expect, it } from 'vitest';
import { type S3Request, signedS3 } from '../../../lib/state/bucket/s3-signature.ts';

/** Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk". */
const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const NOW = new Date('2013-05-24T00:00:00Z');

const signed = (parts: Partial<S3Request>) => {
  const origin = 'https://examplebucket.s3.amazonaws.com';
  const request = { method: 'GET', origin, path: '/', query: {}, headers: {}, body: '', ...parts } as const;
  return signedS3(request, KEYS, 'us-east-1', NOW);
};

describe('a call of S3 has the signature of the published example', () => {
  it.each<[string, Partial<S3Request>, string, string]>([
    [
      'that reads a part of an object',
      { path: '/test.txt', headers: { range: 'bytes=0-9' } },
      'https://examplebucket.s3.amazonaws.com/test.txt',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'that asks for a part of what the bucket is',
      { query: { lifecycle: '' } },
      'https://examplebucket.s3.amazonaws.com/?lifecycle',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'that lists objects',
      { query: { 'max-keys': '2', prefix: 'J' } },
      'https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('%s', async (_, parts, url, signature) => {
    const request = await signed(parts);
    expect(request.url).toBe(url);
    expect(request.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20130524\/us-east-1\/s3\/aws4_request, /,
    );
    expect(request.headers.authorization).toContain(`Signature=${signature}`);
  });
});

it('a name is encoded once, but for its slashes', async () => {
  const { url } = await signed({ path: "/live/a b+c$d'(ü).json" });
  expect(url).toBe('https://examplebucket.s3.amazonaws.com/live/a%20b%2Bc%24d%27%28%C3%BC%29.json');
});

it('temporary keys send their token, and have it signed', async () => {
  const request = { method: 'GET', origin: 'https://b.example.com:9000', path: '/k', query: {}, headers: {}, body: '' };
  const { headers } = await signedS3(
    { ...request, method: 'GET' },
    { ...KEYS, sessionToken: 'token' },
    'us-east-1',
    NOW,
  );
  expect(headers).toMatchObject({ host: 'b.example.com:9000', 'x-amz-security-token': 'token' });
  expect(headers.authorization).toMatch(/SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/);
});
