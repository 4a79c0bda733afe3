import { afterEach, beforeEach } from 'vitest';
import { encodedPath, ossQuery, signedOssHeaders } from '../../../lib/state/bucket/oss-signature.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';

const KEYS = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
export const BUCKET = 'relaywatch-state';
export const NOW = Date.parse('2026-03-01T08:00:00.700Z');
const AT = '20260301T080000Z';

export let oss: OssStandIn;
beforeEach(async () => {
  oss = await startOssStandIn({ now: () => NOW });
});
afterEach(() => oss.close());

export interface Parts {
  readonly method?: string;
  readonly key?: string;
  readonly query?: Record<string, string>;
  /** Signed. */
  readonly headers?: Record<string, string>;
  /** Sent without being signed, as those are that the signature does not cover. */
  readonly unsigned?: Record<string, string>;
  readonly body?: string;
  readonly at?: string;
  readonly region?: string;
  /** Changes the signed request on its way. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>;
}

/** One call to the stand-in, signed. */
export async function call({ method = 'GET', key = '', query = {}, headers = {}, body, ...parts }: Parts = {}) {
  const { at = AT, region = 'cn-hangzhou', unsigned = {}, tamper = (same) => same } = parts;
  const signed = signedOssHeaders({ method, bucket: BUCKET, key, query, headers, region }, KEYS, at);
  const address = `${oss.url}${encodedPath(`/${BUCKET}/${key}`)}?${ossQuery(query)}`;
  const sent = { ...tamper(signed), ...unsigned };
  const response = await fetch(address, { method, headers: sent, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)</.exec(text)?.[1], text, headers: response.headers };
}

export const put = (key: string, headers: Record<string, string> = {}, body = 'x') =>
  call({ method: 'PUT', key, body, headers: { 'content-type': 'text/plain', ...headers } });

export function changed(name: string, value: string): Parts {
  return { tamper: (headers) => ({ ...headers, [name]: value }) };
}
