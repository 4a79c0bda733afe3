import { createHash, createHmac } from 'node:crypto';

/**
 * One call to be signed with the V4 header signature of OSS. Implemented here because no library offers only that:
 * `ali-oss`, `oss-client` and `@alicloud/gateway-oss` bring 8 to 25 packages for it. V1 (HMAC-SHA1) is closed to
 * accounts made since 2025-03 and to buckets made since 2025-09.
 * Source: OSS, "Include a V4 signature in the Authorization header" (2026-02).
 */

export interface OssSigned {
  readonly method: string;
  readonly bucket: string;
  /** Empty for a call to the bucket itself. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  /** All headers that are always signed: content-type, content-md5 and x-oss-*. In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string;
}

export interface OssKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

const ALGORITHM = 'OSS4-HMAC-SHA256';
const TERMINATOR = 'aliyun_v4_request';
/** The only value that OSS accepts: the body is not part of the signature. */
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** All headers of a call, including its signature. @param isoBasic the time, as `20261122T120000Z` */
export function signedOssHeaders(call: OssSigned, keys: OssKeys, isoBasic: string): Record<string, string> {
  const headers = {
    ...call.headers,
    'x-oss-content-sha256': UNSIGNED_PAYLOAD,
    'x-oss-date': isoBasic,
    ...(keys.securityToken === undefined ? {} : { 'x-oss-security-token': keys.securityToken }),
  };
  const date = isoBasic.slice(0, 8);
  const scope = `${date}/${call.region}/oss/${TERMINATOR}`;
  const canonical = canonicalOssRequest({ ...call, headers });
  const toSign = `${ALGORITHM}\n${isoBasic}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const key = [date, call.region, 'oss', TERMINATOR].reduce<string | Buffer>(hmac, `aliyun_v4${keys.accessKeySecret}`);
  const signature = hmac(key, toSign).toString('hex');
  return { ...headers, authorization: `${ALGORITHM} Credential=${keys.accessKeyId}/${scope},Signature=${signature}` };
}

/** Seven lines: method, path with the bucket, query, one line per header, an empty one, additional headers, payload. */
function canonicalOssRequest({ method, bucket, key, query, headers }: OssSigned): string {
  const lines = Object.entries(headers)
    .sort(byName)
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  return [method, encodedPath(`/${bucket}/${key}`), ossQuery(query), lines, '', UNSIGNED_PAYLOAD].join('\n');
}

/** Encoded, and sorted by the encoded names; a parameter without a value is written without `=`. */
export function ossQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

/** Percent-encoded, except for the slashes. */
export function encodedPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

/** RFC 3986: only letters, digits and `-_.~` are left unencoded. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
