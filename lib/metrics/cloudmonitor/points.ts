import type { UtcDateTime } from '../../base/time.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import { fitCloudMonitorText } from './text.ts';

/** One entry of `MetricList`. Source: CloudMonitor API 2019-01-01, PutCustomMetric. */
export interface CustomMetric {
  readonly MetricName: string;
  /** 0: a raw value, from which CloudMonitor computes its own statistics. */
  readonly Type: '0';
  readonly GroupId: string;
  /** Unix milliseconds. */
  readonly Time: string;
  readonly Values: string;
  /** A JSON object. The order of the keys is part of a series' identity, so they are sorted. */
  readonly Dimensions: string;
}

type UnfitReason = 'no-name' | 'not-a-number';

interface FittedMetrics {
  readonly fit: readonly CustomMetric[];
  readonly unfit: readonly { readonly name: string; readonly reason: UnfitReason }[];
}

export interface FitContext {
  readonly at: UtcDateTime;
  readonly groupId: string;
  /** Added to every point; a dimension of the point itself with the same name wins. */
  readonly fixedDimensions: Readonly<Record<string, string>>;
}

/** Every point must have a dimension; this one is for points without any. */
const NO_DIMENSIONS = { Service: 'relaywatch' };
const METRICS_PER_CALL = 21;
/** Header and query together must stay below 128 KB. */
const QUERY_CHARS = 60_000;

/**
 * Adapts points to CloudMonitor's rules; every point ends up in exactly one of the two lists. CloudMonitor has no
 * units.
 */
export function fitCustomMetrics(points: readonly MetricPoint[], context: FitContext): FittedMetrics {
  const fit: CustomMetric[] = [];
  const unfit: { name: string; reason: UnfitReason }[] = [];
  for (const point of points) {
    const MetricName = fitCloudMonitorText(point.name);
    if (MetricName === null) unfit.push({ name: point.name, reason: 'no-name' });
    else if (!Number.isFinite(point.value)) unfit.push({ name: point.name, reason: 'not-a-number' });
    else fit.push(customMetric(MetricName, point, context));
  }
  return { fit, unfit };
}

function customMetric(MetricName: string, { value, dimensions }: MetricPoint, context: FitContext): CustomMetric {
  return {
    MetricName,
    Type: '0',
    GroupId: context.groupId,
    Time: String(context.at.toMillis()),
    Values: JSON.stringify({ value }),
    Dimensions: JSON.stringify(fitDimensions({ ...context.fixedDimensions, ...dimensions })),
  };
}

function fitDimensions(dimensions: Readonly<Record<string, string>>): Record<string, string> {
  const fitted = Object.entries(dimensions).flatMap(([rawName, rawValue]) => {
    const [name, value] = [fitCloudMonitorText(rawName), fitCloudMonitorText(rawValue)];
    return name === null || value === null ? [] : [[name, value] as const];
  });
  return fitted.length === 0 ? NO_DIMENSIONS : Object.fromEntries(fitted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Splits metrics into calls, in order, without losing any. */
export function callsOf(metrics: readonly CustomMetric[]): readonly (readonly CustomMetric[])[] {
  const calls: CustomMetric[][] = [];
  let chars = 0;
  for (const metric of metrics) {
    const more = Object.values(metric).reduce((sum, value) => sum + encodeURIComponent(value).length + 30, 0);
    const last = calls.at(-1);
    if (last === undefined || last.length >= METRICS_PER_CALL || chars + more > QUERY_CHARS) {
      calls.push([metric]);
      chars = more;
    } else {
      last.push(metric);
      chars += more;
    }
  }
  return calls;
}
