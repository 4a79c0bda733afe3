import { randomUUID } from 'node:crypto';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { UtcDateTime } from '../base/time.ts';

/** One set of Alibaba Cloud keys; a token makes it temporary (STS). */
export interface AlibabaKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** One call of an operation, with its parameters in the query as in the vendor's generated clients. */
export interface AlibabaCall {
  readonly action: string;
  readonly version: string;
  readonly method: 'GET' | 'POST';
  readonly protocol: 'http' | 'https';
  /** With the port when it is not the default one. */
  readonly host: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of an API in the ROA style; absent: `/`. */
  readonly pathname?: string;
  readonly body?: string;
  /** Signed, too. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SignedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const { default: signer } = $OpenApiUtil;

const hashOf = (body: string): string => signer.hash(Buffer.from(body), ALGORITHM).toString('hex');
const NO_BODY = hashOf('');

/**
 * Signed by the vendor's library but sent by us: its client cannot be aborted, uses its own clock, keeps connections
 * for ever, decompresses nothing, knows no proxies, and throws errors that contain keys.
 * Source: Alibaba Cloud OpenAPI, "Request syntax and signature method V3".
 */
export function signedV3(call: AlibabaCall, keys: AlibabaKeys, now: UtcDateTime): SignedCall {
  const { action, version, method, host, query, pathname = '/', body = '' } = call;
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  const payload = body === '' ? NO_BODY : hashOf(body);
  const headers: Record<string, string> = {
    ...call.headers,
    host,
    accept: 'application/json',
    'x-acs-action': action,
    'x-acs-version': version,
    'x-acs-date': timestamp(now),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': payload,
    ...(securityToken ? { 'x-acs-security-token': securityToken, 'x-acs-accesskey-id': accessKeyId } : {}),
  };
  const request = { method, pathname, query, headers };
  const authorization = signer.getAuthorization(request as never, ALGORITHM, payload, accessKeyId, accessKeySecret);
  return { url: urlOf(call, query), headers: { ...headers, authorization } };
}

/** The query signature that the vendor discontinued. Source: Alibaba Cloud OpenAPI, "Signature method V2 of RPC". */
export function signedV2(call: AlibabaCall, keys: AlibabaKeys, now: UtcDateTime): SignedCall {
  const { action, version, method, host, query } = call;
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  const parameters: Record<string, string> = {
    ...query,
    Action: action,
    Version: version,
    Format: 'json',
    Timestamp: timestamp(now),
    SignatureNonce: randomUUID(),
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    AccessKeyId: accessKeyId,
    ...(securityToken ? { SecurityToken: securityToken } : {}),
  };
  const Signature = signer.getRPCSignature(parameters, method, accessKeySecret);
  const headers = { host, accept: 'application/json', 'x-acs-action': action, 'x-acs-version': version };
  return { url: urlOf(call, { ...parameters, Signature }), headers };
}

/** The vendor's tools and ours, as shown in Live's audit log. */
export const USER_AGENT = signer.getUserAgent('relaywatch');

/** `yyyy-MM-ddTHH:mm:ssZ` */
function timestamp(now: UtcDateTime): string {
  return now
    .toJSDate()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
}

/** RFC 3986: only letters, digits and `-_.~` are left unencoded, as in the signed text. */
function urlOf({ protocol, host, pathname = '/' }: AlibabaCall, query: Readonly<Record<string, string>>): string {
  const encoded = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return `${protocol}://${host}${pathname}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}
