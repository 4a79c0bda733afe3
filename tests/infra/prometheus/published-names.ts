import { familiesOf } from '../../../lib/metrics/metric-families.ts';
import { METRICS, type MetricName, type MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';

/** One point of every metric that there is; each of its labels has the text `label`. */
export function everyMetric(label = 'x'): MetricPoint[] {
  return (Object.keys(METRICS) as MetricName[]).map((name) => ({
    name,
    unit: METRICS[name].unit,
    value: 1,
    dimensions: Object.fromEntries(METRICS[name].dimensions.map((key) => [key, label])),
  }));
}

/** The names of all metrics as Prometheus knows them. */
export const PUBLISHED_NAMES: ReadonlySet<string> = new Set([
  'relaywatch_last_sweep_timestamp_seconds',
  ...familiesOf(everyMetric()).families.map(
    ({ name, unit }) => `relaywatch_${name}${unit === 'none' ? '' : `_${unit}`}`,
  ),
]);

/** The names of our metrics in an expression of PromQL. */
export function metricNamesIn(expression: string): string[] {
  return expression.match(/\brelaywatch_\w+/g) ?? [];
}
