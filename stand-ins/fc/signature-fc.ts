import { createHash, createHmac } from 'node:crypto';
import { sameSignature } from '../live/signatures.ts';
import { checkDate, type FcCredential, knownCredential, signatureMismatch } from './credentials.ts';
import { invalid, Refusal } from './refusal.ts';

/** A request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Without the query, as sent. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const CLAIM = /^FC ([^:\s]+):([A-Za-z0-9+/]+=*)$/;

/**
 * Checks the signature of API 2016-08-15. @returns whose it is @throws Refusal
 * Source: @alicloud/fc2 2.6.6, `lib/helper.js`.
 */
export function authorizeFc(
  request: RawRequest,
  known: readonly FcCredential[],
  accountId: string,
  nowMs: number,
): FcCredential {
  const { headers } = request;
  const claim = CLAIM.exec(headers.authorization ?? '');
  if (!claim) throw new Refusal(400, 'MissingRequiredHeader', 'required HTTP header Authorization was not specified');
  checkDate(headers.date, 'Date', nowMs);
  const [, accessKeyId = '', signature = ''] = claim;
  const credential = knownCredential(known, accessKeyId, headers['x-fc-security-token']);
  const toSign = stringToSign(request);
  const right = createHmac('sha256', credential.accessKeySecret).update(toSign, 'utf8').digest('base64');
  if (!sameSignature(right, signature)) throw signatureMismatch();
  checkBody(request);
  const named = headers['x-fc-account-id'];
  if (named !== undefined && named !== accountId) {
    throw new Refusal(403, 'AccessDenied', `the account '${named}' is not the one of the access key`);
  }
  return credential;
}

function stringToSign({ method, rawPath, headers }: RawRequest): string {
  const own = Object.keys(headers).filter((name) => name.startsWith('x-fc-'));
  const lines = own.sort().map((name) => `${name}:${headers[name]}\n`);
  const parts = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers.date];
  return `${parts.join('\n')}\n${lines.join('')}${decodeURIComponent(rawPath)}`;
}

/** The client sends the base64 of the digest's hex text. */
function checkBody({ headers, body }: RawRequest): void {
  const told = headers['content-md5'];
  if (told === undefined) return;
  const hex = createHash('md5').update(body).digest('hex');
  if (told !== Buffer.from(hex).toString('base64')) invalid('the Content-MD5 does not match the request body');
}
