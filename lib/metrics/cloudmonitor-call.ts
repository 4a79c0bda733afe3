import { randomUUID } from 'node:crypto';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { UtcDateTime } from '../time.ts';
import type { CustomMetric } from './cloudmonitor-points.ts';
import type { HttpRequest } from './http-call.ts';

/** One set of Alibaba Cloud keys; a token makes it temporary (STS). */
export interface AlibabaKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const VERSION = '2019-01-01';
const { default: signer } = $OpenApiUtil;

/**
 * A signed PutCustomMetric. Signed by the vendor's library and sent by us: its client offers no abort, follows its own
 * clock, and gives errors that hold keys. Parameters are in the query, as in the vendor's generated clients.
 * Source: Alibaba Cloud OpenAPI, "Request syntax and signature method V3"; CloudMonitor API 2019-01-01.
 */
export function putCustomMetric(
  metrics: readonly CustomMetric[],
  endpoint: URL,
  { accessKeyId, accessKeySecret, securityToken }: AlibabaKeys,
  now: UtcDateTime,
): HttpRequest {
  const query = parametersOf(metrics);
  const payload = signer.hash(Buffer.from(''), ALGORITHM).toString('hex');
  const headers: Record<string, string> = {
    host: endpoint.host,
    'x-acs-action': 'PutCustomMetric',
    'x-acs-version': VERSION,
    'x-acs-date': now.set({ millisecond: 0 }).toISO({ suppressMilliseconds: true }),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': payload,
    ...(securityToken ? { 'x-acs-security-token': securityToken, 'x-acs-accesskey-id': accessKeyId } : {}),
  };
  const request = { method: 'POST', pathname: '/', query, headers };
  const authorization = signer.getAuthorization(request as never, ALGORITHM, payload, accessKeyId, accessKeySecret);
  const { host: _, ...sent } = headers;
  return {
    url: `${endpoint.origin}/?${queryText(query)}`,
    method: 'POST',
    headers: { ...sent, authorization, accept: 'application/json', 'user-agent': 'relaywatch' },
  };
}

function parametersOf(metrics: readonly CustomMetric[]): Record<string, string> {
  const entries = metrics.flatMap((metric, index) =>
    Object.entries(metric).map(([name, value]) => [`MetricList.${index + 1}.${name}`, value] as const),
  );
  return Object.fromEntries(entries);
}

/** RFC 3986: only letters, digits and `-_.~` stay bare, as in what is signed. */
function queryText(query: Readonly<Record<string, string>>): string {
  const encoded = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}
