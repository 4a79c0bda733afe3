import Registry from 'prom-client/lib/registry.js';
import type { UtcDateTime } from '../../base/time.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import { type Family, familiesOf } from '../metric-families.ts';

/** The content type under which `prometheusText` is served and pushed. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const PREFIX = 'relaywatch_';

/**
 * Points in Prometheus's text format, all of them gauges: `relaywatch_sweep_duration_seconds`. Points that do not fit
 * it (no number, no name, or a duplicate) are left out. Samples have no timestamp, since a scraper adds its own;
 * `relaywatch_last_sweep_timestamp_seconds` tells that they are as of `at`.
 * Source: Prometheus, "Exposition formats", text format 0.0.4.
 */
export function prometheusText(points: readonly MetricPoint[], at: UtcDateTime): Promise<string> {
  const last: Family = {
    name: 'last_sweep_timestamp',
    unit: 'seconds',
    help: 'when these numbers were published, in Unix time',
    series: [{ labels: {}, value: at.toMillis() / 1_000 }],
  };
  return textOf([...familiesOf(points).families, last]);
}

/**
 * Families in the same format; an empty text if there are none. Only the registry of prom-client is used: its gauges
 * identify a series by a text in which one label's value can look like two labels, and its main file adds 20 kB of
 * default metrics to the bundle.
 */
export async function textOf(families: readonly Family[]): Promise<string> {
  if (families.length === 0) return '';
  const registry = new Registry(PROMETHEUS_CONTENT_TYPE);
  for (const { name, unit, help, series } of families) {
    const metric = {
      name: `${PREFIX}${name}${unit === 'none' ? '' : `_${unit}`}`,
      help,
      type: 'gauge',
      values: series,
    };
    registry.registerMetric({ name: metric.name, get: async () => metric });
  }
  return registry.metrics();
}
