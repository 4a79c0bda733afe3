import { whyNoKeys } from '../../aliyun/key-chain-error.ts';
import type { AlibabaKeys } from '../../aliyun/signature.ts';
import type { CheckResult } from '../../base/check-result.ts';
import type { UtcDateTime } from '../../base/time.ts';
import { withDeadline } from '../../http/deadline.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { MetricsBackend, PublishResult } from '../backend.ts';
import { askBackend, type HttpDeps } from '../http-bounds.ts';
import { publishResult, shortList, UNFIT_WORDS, unfitProblems } from '../publish-result.ts';
import { type CallOutcome, judgeAnswer } from './answer.ts';
import { deliver } from './delivery.ts';
import { type CustomMetric, callsOf, fitCustomMetrics } from './points.ts';

export interface CloudMonitorSettings {
  /** For example `cn-hangzhou`. */
  readonly region: string;
  /** Replaces the region's own endpoint, for example by a local stand-in; scheme and host only. */
  readonly endpoint?: string;
  /** The application group of the metrics. Default: none. */
  readonly groupId?: number;
  /** Fixed dimensions, added to every point; a point's own dimension of the same name wins. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface CloudMonitorDeps extends HttpDeps {
  /** Called for every request, so that rotating keys are picked up. */
  readonly credentials: () => Promise<AlibabaKeys>;
}

/** The one metric that `check` writes. */
const CHECK_METRIC = 'CheckProbe';

/**
 * Reports raw values of custom metrics to Alibaba Cloud CloudMonitor by PutCustomMetric, 21 a call, within 15 seconds.
 * The vendor recommends PutHybridMonitorMetricData instead, which requires buying Enterprise CloudMonitor and creating
 * a namespace. Custom metrics and their alarm rules work in every account, and no end date has been announced.
 *
 * `check` reports one point named `CheckProbe` with value 1: there is no other way to find out whether reporting is
 * allowed. Needs cms:PutCustomMetric on resource *.
 * Source: CloudMonitor API 2019-01-01, PutCustomMetric.
 */
export function createCloudMonitorBackend(settings: CloudMonitorSettings, deps: CloudMonitorDeps): MetricsBackend {
  const publish = (points: readonly MetricPoint[], at: UtcDateTime, giveUp?: AbortSignal) =>
    publishPoints(points, at, settings, { ...deps, giveUp });
  return {
    type: 'cloudmonitor',
    publish,
    async check(): Promise<CheckResult> {
      const probe: MetricPoint = { name: CHECK_METRIC, unit: 'Count', value: 1, dimensions: {} };
      const result = await publish([probe], deps.clock.nowUtc());
      if (!result.ok) return { ok: false, problem: result.problem ?? 'CloudMonitor did not accept a test point' };
      return { ok: true, detail: `${placeOf(settings)} accepted a test point (${CHECK_METRIC})` };
    },
  };
}

async function publishPoints(
  points: readonly MetricPoint[],
  at: UtcDateTime,
  settings: CloudMonitorSettings,
  deps: CloudMonitorDeps,
): Promise<PublishResult> {
  const endpoint = endpointOf(settings);
  if (endpoint === null) {
    return publishResult('cloudmonitor', points.length, 0, [
      'the CloudMonitor endpoint is not a URL of scheme and host.',
    ]);
  }
  const groupId = String(settings.groupId ?? 0);
  const { fit, unfit } = fitCustomMetrics(points, { at, groupId, fixedDimensions: settings.dimensions ?? {} });
  const put = (metrics: readonly CustomMetric[], timeoutMs: number) => putOnce(metrics, endpoint, timeoutMs, deps);
  const { accepted, refused, problems } = await deliver(callsOf(fit), put, deps);
  const names = refused.length > 0 ? `: ${shortList(refused)}` : '';
  const sentences = problems.map((problem) => `${placeOf(settings)} ${problem}${names}.`);
  return publishResult('cloudmonitor', points.length, accepted, [...sentences, ...unfitProblems(unfit, UNFIT_WORDS)]);
}

async function putOnce(
  metrics: readonly CustomMetric[],
  endpoint: URL,
  timeoutMs: number,
  deps: CloudMonitorDeps,
): Promise<CallOutcome> {
  const hopeless = (problem: string): CallOutcome => ({
    problem,
    retryable: false,
    isInvalid: false,
    isHopeless: true,
  });
  const keys = await withDeadline({ ...deps, timeoutMs }, deps.credentials).catch(whyNoKeys);
  if (typeof keys === 'string') return hopeless(`could not be asked: no Alibaba Cloud credentials were found${keys}`);
  const { accessKeyId, accessKeySecret, securityToken = '' } = keys;
  if ([accessKeyId, securityToken].some((key) => /[^\x21-\x7e]/.test(key))) {
    return hopeless('could not be asked: the credentials hold a character that cannot be sent');
  }
  // loaded here, so that a sweep does not spend the time before its first call to Live
  const { putCustomMetric } = await import('./call.ts');
  const request = putCustomMetric(metrics, endpoint, keys, deps.clock.nowUtc());
  return judgeAnswer(await askBackend(request, timeoutMs, deps), [accessKeyId, accessKeySecret, securityToken]);
}

function endpointOf({ endpoint, region }: CloudMonitorSettings): URL | null {
  const address = endpoint ?? `https://metrics.${region}.aliyuncs.com`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return /^https?:$/.test(url.protocol) ? url : null;
}

/** Where the points go, without the path, query or user of an endpoint. */
function placeOf({ endpoint, region }: CloudMonitorSettings): string {
  if (endpoint === undefined) return `CloudMonitor in ${region}`;
  return `CloudMonitor at ${URL.canParse(endpoint) ? new URL(endpoint).host : region}`;
}
