import type { Dimension, MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { UtcDateTime } from '../../base/time.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { UnfitPoint } from '../publish-result.ts';
import {
  DIMENSIONS_PER_METRIC,
  FURTHEST_AHEAD_MS,
  LARGEST_VALUE,
  METRICS_PER_REQUEST,
  OLDEST_MS,
  REQUEST_BYTES,
  STORAGE_RESOLUTION,
} from './limits.ts';
import { fitDimensionName, fitDimensionValue, fitMetricName } from './text.ts';

export type UnfitReason = 'no-name' | 'not-a-number' | 'out-of-range' | 'too-many-dimensions' | 'time-out-of-window';

export interface FittedPoints {
  readonly fit: readonly MetricDatum[];
  /** Points that CloudWatch would refuse, together with the whole request. */
  readonly unfit: readonly UnfitPoint<UnfitReason>[];
}

export interface FitContext {
  /** The timestamp of the points. */
  readonly at: UtcDateTime;
  readonly now: UtcDateTime;
  /** Added to every point; a dimension of the point itself with the same name wins. */
  readonly fixedDimensions: Readonly<Record<string, string>>;
}

/**
 * Adapts points to CloudWatch's rules; every point ends up in exactly one of the two lists. Dimensions with a blank
 * name or value are left out, and illegal texts are replaced one to one (see `text.ts`).
 */
export function fitPoints(points: readonly MetricPoint[], context: FitContext): FittedPoints {
  const fit: MetricDatum[] = [];
  const unfit: UnfitPoint<UnfitReason>[] = [];
  for (const point of points) {
    const datum = fitPoint(point, context);
    if (typeof datum === 'string') unfit.push({ name: point.name, reason: datum });
    else fit.push(datum);
  }
  return { fit, unfit };
}

function fitPoint(point: MetricPoint, { at, now, fixedDimensions }: FitContext): MetricDatum | UnfitReason {
  const name = fitMetricName(point.name);
  if (name === null) return 'no-name';
  if (!Number.isFinite(point.value)) return 'not-a-number';
  if (Math.abs(point.value) > LARGEST_VALUE) return 'out-of-range';
  const ageMs = now.toMillis() - at.toMillis();
  if (ageMs > OLDEST_MS || -ageMs > FURTHEST_AHEAD_MS) return 'time-out-of-window';
  const dimensions = fitDimensions({ ...fixedDimensions, ...point.dimensions });
  if (dimensions.length > DIMENSIONS_PER_METRIC) return 'too-many-dimensions';
  return {
    MetricName: name,
    Dimensions: dimensions,
    Timestamp: at.toJSDate(),
    Value: point.value,
    Unit: point.unit,
    StorageResolution: STORAGE_RESOLUTION,
  };
}

function fitDimensions(dimensions: Readonly<Record<string, string>>): Dimension[] {
  const fitted: Dimension[] = [];
  for (const [rawName, rawValue] of Object.entries(dimensions)) {
    const Name = fitDimensionName(rawName);
    const Value = fitDimensionValue(rawValue);
    if (Name !== null && Value !== null) fitted.push({ Name, Value });
  }
  return fitted;
}

/** Splits data into requests of at most 1,000 metrics and 1 MB each, in order, without losing any. */
export function batchesOf(data: readonly MetricDatum[], namespace: string): readonly (readonly MetricDatum[])[] {
  const envelopeBytes = Buffer.byteLength(JSON.stringify({ Namespace: namespace, MetricData: [] }));
  const batches: MetricDatum[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const datum of data) {
    const size = datumBytes(datum);
    const last = batches.at(-1);
    if (last === undefined || last.length >= METRICS_PER_REQUEST || bytes + size > REQUEST_BYTES) {
      batches.push([datum]);
      bytes = envelopeBytes + size;
    } else {
      last.push(datum);
      bytes += size;
    }
  }
  return batches;
}

/** An upper bound: the client writes the time as a number, which is shorter than the ISO text counted here. */
function datumBytes(datum: MetricDatum): number {
  return Buffer.byteLength(JSON.stringify(datum)) + 1;
}
