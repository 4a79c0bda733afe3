import { createHash, createHmac } from 'node:crypto';
import { sameSignature } from '../live/signatures.ts';
import { checkDate, type FcCredential, knownCredential, signatureMismatch } from './credentials.ts';
import { invalid, Refusal } from './refusal.ts';
import type { RawRequest } from './signature-fc.ts';

const CLAIM = /^acs ([^:\s]+):([A-Za-z0-9+/]+=*)$/;

/** Whether a request is signed in the older of the two ways of API 2023-03-30. */
export function isSignedAcs({ headers }: RawRequest): boolean {
  return /^acs /.test(headers.authorization ?? '');
}

/**
 * Checks that signature, HMAC-SHA1 over a few headers, path and query. @returns whose it is @throws Refusal
 * Source: Alibaba Cloud, request syntax and signature method V2 (ROA); @alicloud/openapi-core 1.0.8, `utils.js`.
 */
export function authorizeAcs(request: RawRequest, known: readonly FcCredential[], nowMs: number): FcCredential {
  const { headers } = request;
  const [, accessKeyId = '', signature = ''] = CLAIM.exec(headers.authorization ?? '') ?? [];
  if (signature === '') throw new Refusal(400, 'MissingRequiredHeader', 'the Authorization header cannot be read');
  const method = headers['x-acs-signature-method'] ?? 'HMAC-SHA1';
  if (method !== 'HMAC-SHA1') invalid(`x-acs-signature-method '${method}' is not served`);
  checkDate(headers.date, 'Date', nowMs);
  const { accessKeySecret, ...credential } = knownCredential(known, accessKeyId, headers['x-acs-security-token']);
  const right = [true, false].map((bare) =>
    createHmac('sha1', accessKeySecret).update(stringToSign(request, bare), 'utf8').digest('base64'),
  );
  if (!right.some((one) => sameSignature(one, signature))) throw signatureMismatch();
  checkBody(request);
  return { accessKeySecret, ...credential };
}

/** @param bare clients differ in how they write a parameter without a value: without its `=`, or with it */
function stringToSign({ method, rawPath, rawQuery, headers }: RawRequest, bare: boolean): string {
  const said = ['accept', 'content-md5', 'content-type', 'date'].map((name) => headers[name] ?? '');
  const own = Object.keys(headers).filter((name) => name.startsWith('x-acs-'));
  const lines = own.sort().map((name) => `${name}:${headers[name]?.trim()}\n`);
  const query = [...new URLSearchParams(rawQuery)].sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = query.map(([name, value]) => (bare && value === '' ? name : `${name}=${value}`));
  const resource = texts.length === 0 ? rawPath : `${rawPath}?${texts.join('&')}`;
  return `${[method, ...said].join('\n')}\n${lines.join('')}${resource}`;
}

function checkBody({ headers, body }: RawRequest): void {
  const told = headers['content-md5'];
  if (told === undefined || told === createHash('md5').update(body).digest('base64')) return;
  invalid('the Content-MD5 does not match the request body');
}
