/**
 * What PutMetricData accepts. Lengths are in characters, which equal bytes, since only ASCII is accepted.
 * Source: Amazon CloudWatch API 2010-08-01, PutMetricData, MetricDatum and Dimension.
 */
export const METRICS_PER_REQUEST = 1_000;
/** The documentation says "1 MB"; this is the smaller interpretation. */
export const REQUEST_BYTES = 1_000_000;
export const DIMENSIONS_PER_METRIC = 30;
export const METRIC_NAME_CHARS = 255;
export const DIMENSION_NAME_CHARS = 255;
export const DIMENSION_VALUE_CHARS = 1_024;
export const NAMESPACE_CHARS = 255;
/** Values range from -2^360 to 2^360, both included. */
export const LARGEST_VALUE = 2 ** 360;
export const OLDEST_MS = 14 * 24 * 60 * 60 * 1_000;
export const FURTHEST_AHEAD_MS = 2 * 60 * 60 * 1_000;
/** Seconds. This is the standard resolution; the alternative is 1. */
export const STORAGE_RESOLUTION = 60;
