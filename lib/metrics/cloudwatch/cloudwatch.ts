import type { CheckResult } from '../../base/check-result.ts';
import type { Log } from '../../base/log.ts';
import type { Clock, Random, UtcDateTime } from '../../base/time.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { MetricsBackend, PublishResult } from '../backend.ts';
import { publishResult, shortList, type UnfitPoint } from '../publish-result.ts';
import { DELIVERY_BOUNDS, type Delivery, type DeliveryBounds, deliver } from './delivery.ts';
import { failureSentence } from './failure.ts';
import { batchesOf, fitPoints, type UnfitReason } from './points.ts';
import { namespaceProblem } from './text.ts';
import { type AwsCredentials, openCloudWatchWriter } from './writer.ts';

export interface CloudWatchSettings {
  readonly namespace: string;
  readonly region: string;
  /** Replaces the region's own endpoint, for example by a local stand-in. */
  readonly endpoint?: string;
  /** Fixed dimensions, added to every point; a point's own dimension of the same name wins. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface CloudWatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  /** Default: the AWS client's own chain (environment, profile, role). */
  readonly credentials?: AwsCredentials;
  readonly bounds?: Partial<DeliveryBounds>;
  /** Aborts one publication before its bounds do. */
  readonly giveUp?: AbortSignal | undefined;
}

/** The one metric that `check` writes. */
const CHECK_METRIC = 'CheckProbe';

/**
 * Publishes gauges to Amazon CloudWatch by PutMetricData, within 15 seconds and 3 attempts per request.
 *
 * `check` publishes one point named `CheckProbe` with value 1, because the permission `cloudwatch:PutMetricData` allows
 * no harmless query. No alarm uses it; in a month with a check it adds one custom metric to the bill.
 * Source: Amazon CloudWatch API 2010-08-01, PutMetricData.
 */
export function createCloudWatchBackend(settings: CloudWatchSettings, deps: CloudWatchDeps): MetricsBackend {
  const publish = (points: readonly MetricPoint[], at: UtcDateTime, giveUp?: AbortSignal) =>
    publishPoints(points, at, settings, { ...deps, giveUp });
  return {
    type: 'cloudwatch',
    publish,
    async check(): Promise<CheckResult> {
      const probe: MetricPoint = { name: CHECK_METRIC, unit: 'Count', value: 1, dimensions: {} };
      const result = await publish([probe], deps.clock.nowUtc());
      if (!result.ok) return { ok: false, problem: result.problem ?? 'CloudWatch did not accept a test point' };
      return { ok: true, detail: `${placeOf(settings)} accepted a test point (${settings.namespace} ${CHECK_METRIC})` };
    },
  };
}

async function publishPoints(
  points: readonly MetricPoint[],
  at: UtcDateTime,
  settings: CloudWatchSettings,
  deps: CloudWatchDeps,
): Promise<PublishResult> {
  const illegal = namespaceProblem(settings.namespace) ?? endpointProblem(settings.endpoint);
  if (illegal !== null) return publishResult('cloudwatch', points.length, 0, [`${illegal}.`]);
  const context = { at, now: deps.clock.nowUtc(), fixedDimensions: settings.dimensions ?? {} };
  const { fit, unfit } = fitPoints(points, context);
  const batches = batchesOf(fit, settings.namespace);
  try {
    const delivery = await deliverAll(batches, settings, deps);
    const problems = [...deliveryProblems(delivery, settings), ...unfitProblems(unfit)];
    if (problems.length > 0) logRejected(delivery, unfit, deps.log);
    return publishResult('cloudwatch', points.length, delivery.accepted, problems);
  } catch (error) {
    // The client's own messages may repeat its settings, including credentials.
    const name = error instanceof Error ? error.name : 'unknown';
    deps.log.error('cloudwatch_client_failed', { error: name });
    return publishResult('cloudwatch', points.length, 0, [
      `the CloudWatch client could not be set up (${name}); check its settings.`,
    ]);
  }
}

const NOTHING: Delivery = { accepted: 0, refused: [], undelivered: 0, failures: [] };

async function deliverAll(
  batches: Parameters<typeof deliver>[0],
  settings: CloudWatchSettings,
  deps: CloudWatchDeps,
): Promise<Delivery> {
  if (batches.length === 0) return NOTHING;
  const writer = await openCloudWatchWriter(settings, deps);
  try {
    return await deliver(batches, writer, { ...DELIVERY_BOUNDS, ...deps.bounds }, deps);
  } finally {
    writer.close();
  }
}

function deliveryProblems({ refused, failures }: Delivery, settings: CloudWatchSettings): string[] {
  return failures.map((failure) => {
    const sentence = failureSentence(failure, placeOf(settings), settings.namespace);
    const names = failure.kind === 'invalid' && refused.length > 0 ? `: ${shortList(refused)}` : '';
    return `${sentence}${names}.`;
  });
}

const UNFIT_SENTENCES: Readonly<Record<UnfitReason, string>> = {
  'no-name': 'have no name',
  'not-a-number': 'are not finite numbers',
  'out-of-range': 'lie outside -2^360 to 2^360',
  'too-many-dimensions': 'have more than 30 dimensions',
  'time-out-of-window': 'are older than 2 weeks or more than 2 hours ahead of the clock',
};

function unfitProblems(unfit: readonly UnfitPoint<UnfitReason>[]): string[] {
  const reasons = [...new Set(unfit.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = unfit.filter((point) => point.reason === reason).map(({ name }) => name);
    return `CloudWatch does not accept points that ${UNFIT_SENTENCES[reason]}: ${shortList(names)}.`;
  });
}

const NAMES_LOGGED = 5;

function logRejected(
  { refused, undelivered, failures }: Delivery,
  unfit: readonly UnfitPoint<UnfitReason>[],
  log: Log,
): void {
  log.warn('cloudwatch_points_rejected', {
    refused: refused.slice(0, NAMES_LOGGED),
    refusedCount: refused.length,
    undelivered,
    unfit: unfit.slice(0, NAMES_LOGGED),
    unfitCount: unfit.length,
    failures: failures.map(({ kind, code }) => ({ reason: kind, code })),
  });
}

function endpointProblem(endpoint: string | undefined): string | null {
  if (endpoint === undefined || /^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) return null;
  return 'the CloudWatch endpoint is not a URL that starts with https:// or http://';
}

/** Where the points go, without the path, query or user of an endpoint. */
function placeOf({ endpoint, region }: CloudWatchSettings): string {
  if (endpoint === undefined) return `CloudWatch in ${region}`;
  return `CloudWatch at ${new URL(endpoint).host}`;
}
