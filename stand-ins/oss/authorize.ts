import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readAuthorization } from '../authorization.ts';
import { percentEncode, sameSignature } from '../live/signatures.ts';
import { Refusal } from './refusal.ts';
import { checkedTime } from './request-time.ts';

export interface OssCredential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** The token is one of yesterday. */
  readonly expired?: boolean;
  /** Actions that are refused, for example `oss:PutObject`; `*` for all. */
  readonly denied?: readonly string[];
}

interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly additional: readonly string[];
  readonly signature: string;
}

const SCOPE = /^([^/\s]+)\/(\d{8})\/([a-z0-9-]+)\/oss\/aliyun_v4_request$/;
/** Bodies are not signed. */
const UNSIGNED = 'UNSIGNED-PAYLOAD';

/**
 * Checks the V4 header signature of a request. @returns whose it is
 * @throws Refusal
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function authorize(
  request: IncomingMessage,
  path: string,
  rawQuery: string,
  known: readonly OssCredential[],
  region: string,
  nowMs: number,
): OssCredential {
  const claim = readClaim(request.headers.authorization);
  const at = checkedTime(request.headers, claim.date, nowMs);
  if (claim.region !== region) {
    throw new Refusal(400, 'InvalidArgument', 'Invalid signing region in Authorization header.', {
      EC: '0002-00000221',
    });
  }
  const credential = known.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
  if (!credential) {
    const message = 'The OSS Access Key Id you provided does not exist in our records.';
    throw new Refusal(403, 'InvalidAccessKeyId', message, { OSSAccessKeyId: claim.accessKeyId, EC: '0002-00000902' });
  }
  checkToken(headerOf(request, 'x-oss-security-token'), credential);
  const canonical = canonicalRequest(request, path, rawQuery, claim.additional);
  if (sameSignature(signatureOf(canonical, at, claim, credential.accessKeySecret), claim.signature)) return credential;
  // as the service does: the answer quotes what it would have signed
  throw new Refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.', {
    OSSAccessKeyId: claim.accessKeyId,
    SignatureProvided: claim.signature,
    CanonicalRequest: canonical,
    EC: '0002-00000201',
  });
}

function readClaim(header: string | undefined): Claim {
  if (header === undefined) {
    throw new Refusal(403, 'AccessDenied', 'Anonymous user has no right to access this bucket.');
  }
  const { scheme, parts } = readAuthorization(header) ?? { scheme: '', parts: new Map<string, string>() };
  const [, accessKeyId = '', date = '', region = ''] = SCOPE.exec(parts.get('Credential') ?? '') ?? [];
  const signature = parts.get('Signature') ?? '';
  if (scheme !== 'OSS4-HMAC-SHA256' || accessKeyId === '' || !/^[0-9a-f]{64}$/.test(signature))
    throw new Refusal(400, 'InvalidArgument', 'The Authorization header is not a V4 signature.');
  const additional = (parts.get('AdditionalHeaders') ?? '').split(';').filter(Boolean);
  return { accessKeyId, date, region, additional, signature };
}

function checkToken(token: string | undefined, { securityToken, expired }: OssCredential): void {
  if (token !== securityToken) {
    throw new Refusal(403, 'InvalidSecurityToken', 'The security token you provided is invalid.', {
      SecurityToken: token ?? '',
    });
  }
  if (expired) throw new Refusal(403, 'SecurityTokenExpired', 'The security token you provided has expired.');
}

function canonicalRequest(
  request: IncomingMessage,
  path: string,
  rawQuery: string,
  additional: readonly string[],
): string {
  const signs = (name: string) =>
    name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-') || additional.includes(name);
  const lines = Object.keys(request.headers)
    .filter(signs)
    .sort()
    .map((name) => `${name}:${headerOf(request, name)?.trim()}\n`);
  const payload = headerOf(request, 'x-oss-content-sha256') ?? UNSIGNED;
  if (payload !== UNSIGNED) throw new Refusal(400, 'InvalidArgument', `x-oss-content-sha256 must be ${UNSIGNED}.`);
  const uri = path.split('/').map(percentEncode).join('/');
  return [request.method, uri, canonicalQuery(rawQuery), lines.join(''), additional.join(';'), payload].join('\n');
}

function canonicalQuery(raw: string): string {
  const pairs = raw.split('&').filter(Boolean);
  const named = pairs.map((pair) => {
    const [name = '', ...value] = pair.replaceAll('+', '%20').split('=');
    return [name, value.join('=')] as const;
  });
  named.sort(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1));
  return named.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
}

function signatureOf(canonical: string, at: string, { date, region }: Claim, secret: string): string {
  const scope = `${date}/${region}/oss/aliyun_v4_request`;
  const toSign = ['OSS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  let key: Buffer | string = `aliyun_v4${secret}`;
  for (const part of [date, region, 'oss', 'aliyun_v4_request']) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
