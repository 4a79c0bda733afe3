import { type AlibabaKeys, signedV3 } from '../../aliyun/signature.ts';
import type { UtcDateTime } from '../../base/time.ts';
import type { HttpRequest } from '../../http/call.ts';
import type { CustomMetric } from './points.ts';

/** A signed PutCustomMetric request. Source: CloudMonitor API 2019-01-01. */
export function putCustomMetric(
  metrics: readonly CustomMetric[],
  endpoint: URL,
  keys: AlibabaKeys,
  now: UtcDateTime,
): HttpRequest {
  const { url, headers } = signedV3(
    {
      action: 'PutCustomMetric',
      version: '2019-01-01',
      method: 'POST',
      protocol: endpoint.protocol === 'http:' ? 'http' : 'https',
      host: endpoint.host,
      query: parametersOf(metrics),
    },
    keys,
    now,
  );
  return { url, method: 'POST', headers: { ...headers, 'user-agent': 'relaywatch' } };
}

function parametersOf(metrics: readonly CustomMetric[]): Record<string, string> {
  const entries = metrics.flatMap((metric, index) =>
    Object.entries(metric).map(([name, value]) => [`MetricList.${index + 1}.${name}`, value] as const),
  );
  return Object.fromEntries(entries);
}
