import { createHmac } from 'node:crypto';
import { readAuthorization } from '../authorization.ts';
import { canonicalQuery, sameSignature, sha256Hex } from '../live/signatures.ts';
import { checkDate, type FcCredential, knownCredential, signatureMismatch } from './credentials.ts';
import { Refusal } from './refusal.ts';
import type { RawRequest } from './signature-fc.ts';

const MUST_BE_SIGNED = ['x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce'];

/**
 * Checks the signature of API 2023-03-30. @returns whose it is @throws Refusal
 * Source: Alibaba Cloud, request syntax and signature method V3 (ROA).
 */
export function authorizeAcs3(request: RawRequest, known: readonly FcCredential[], nowMs: number): FcCredential {
  const { headers } = request;
  const { scheme, parts } = readAuthorization(headers.authorization ?? '') ?? {};
  const [accessKeyId, names, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => parts?.get(name));
  if (scheme !== 'ACS3-HMAC-SHA256' || !accessKeyId || !names || !signature)
    throw new Refusal(400, 'MissingRequiredHeader', 'required HTTP header Authorization was not specified');
  checkDate(headers['x-acs-date'], 'x-acs-date', nowMs);
  const credential = knownCredential(known, accessKeyId, headers['x-acs-security-token']);
  const signedNames = names.split(';');
  const toSign = `ACS3-HMAC-SHA256\n${sha256Hex(canonicalRequest(request, signedNames))}`;
  const right = createHmac('sha256', credential.accessKeySecret).update(toSign).digest('hex');
  const complete = MUST_BE_SIGNED.every((name) => signedNames.includes(name));
  if (!complete || !sameSignature(right, signature)) throw signatureMismatch();
  return credential;
}

function canonicalRequest({ method, rawPath, rawQuery, headers, body }: RawRequest, signedNames: string[]): string {
  const lines = signedNames.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const query = canonicalQuery([...new URLSearchParams(rawQuery)]);
  return [method, rawPath, query, lines, signedNames.join(';'), sha256Hex(body)].join('\n');
}
