import { createHmac } from 'node:crypto';
import type { UtcDateTime } from '../base/time.ts';
import type { AlibabaKeys } from './signature.ts';

/** A call of Function Compute 2.0, without its signature. */
export interface Fc2Call {
  readonly method: 'POST';
  /** Not encoded. */
  readonly path: string;
  /** Names in lower case, all of them beginning with `x-fc-`. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The headers of a signed call. The vendor's client for this version is no part of a function: it is large, and cannot be
 * aborted. Source: Function Compute 2.0, "Sign requests"; `@alicloud/fc2` 2.6.6.
 */
export function signedFc2(call: Fc2Call, keys: AlibabaKeys, now: UtcDateTime): Readonly<Record<string, string>> {
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  const token = securityToken ? { 'x-fc-security-token': securityToken } : {};
  const own: Record<string, string> = { ...call.headers, ...token };
  const date = now.toHTTP();
  const lines = Object.keys(own)
    .sort()
    .map((name) => `${name}:${own[name]}\n`);
  const toSign = `${call.method}\n\n\n${date}\n${lines.join('')}${call.path}`;
  const signature = createHmac('sha256', accessKeySecret).update(toSign).digest('base64');
  return { ...own, date, authorization: `FC ${accessKeyId}:${signature}` };
}
