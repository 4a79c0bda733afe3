import type { MetricName, MetricPoint } from '../monitor/metric-catalogue.ts';

/** The value of a metric without dimensions; null when the sweep did not publish it. */
export function numberOf(points: readonly MetricPoint[], name: MetricName): number | null {
  return points.find((point) => point.name === name)?.value ?? null;
}

/** The points of a metric that has dimensions. */
export function pointsOf(points: readonly MetricPoint[], name: MetricName): readonly MetricPoint[] {
  return points.filter((point) => point.name === name);
}
