import type { MetricsSettings } from '../../lib/config/schema.ts';
import { batchesOf, fitPoints } from '../../lib/metrics/cloudwatch/points.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { withTaskPoints } from '../../lib/monitor/per-task-points.ts';
import { SAMPLE_TIME } from './sample-points.ts';

type CloudWatchSettings = Extract<MetricsSettings, { type: 'cloudwatch' }>;

/** What one sweep sends to one CloudWatch backend. */
export interface MetricUsage {
  /** Distinct metrics: a name, a namespace and dimension values. */
  readonly metrics: number;
  /** PutMetricData calls that publish them. */
  readonly requests: number;
}

/** Number of relays to simulate; more would only repeat the same requests. */
const TRIED_OUT = 2_000;

/**
 * Counts metrics and requests by fitting and batching real points.
 * @param relays number of relays with a metric of their own; null if perTask is not set
 */
export function metricUsage(
  points: readonly MetricPoint[],
  relays: number | null,
  settings: CloudWatchSettings,
): MetricUsage {
  const own = Array.from({ length: Math.min(relays ?? 0, TRIED_OUT) }, (_, index) => relayUp(index));
  const given = relays === null ? points : withTaskPoints(points, own, Number.POSITIVE_INFINITY).points;
  const { fit } = fitPoints(given, {
    at: SAMPLE_TIME,
    now: SAMPLE_TIME,
    fixedDimensions: settings.dimensions ?? {},
  });
  const batches = batchesOf(fit, settings.namespace);
  const series = new Set(fit.map(({ MetricName, Dimensions }) => JSON.stringify([MetricName, Dimensions])));
  const more = Math.max(0, (relays ?? 0) - TRIED_OUT);
  return {
    metrics: series.size + more,
    requests: batches.length + Math.ceil(more / (batches[0]?.length ?? 1)),
  };
}

/** As long as Live's ids are. */
function relayUp(index: number): MetricPoint {
  const taskId = `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`;
  return { name: 'RelayUp', unit: 'None', value: 1, dimensions: { Region: 'cn-shanghai', TaskId: taskId } };
}
