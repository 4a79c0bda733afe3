import type { CheckResult } from '../base/check-result.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { MetricDetail, MetricPoint } from '../monitor/metric-catalogue.ts';

/** The outcome of one publication. Never thrown: a broken backend must not stop a sweep. */
export interface PublishResult {
  /** The `type:` of the backend in the configuration. */
  readonly type: string;
  /** True when every point was accepted. */
  readonly ok: boolean;
  /** Points accepted. */
  readonly datapoints: number;
  /** Points that the backend refused or that could not be delivered. */
  readonly rejected: number;
  /** Why `ok` is false, in a sentence without secrets. */
  readonly problem?: string;
}

/** Limit for a backend that takes one point per relay. */
export interface PerTaskLimit {
  /** Number of metrics in all, including those of the fleet. */
  readonly mostMetrics: number;
  /** The highest monthly cost of those metrics, in USD. */
  readonly costCap: number;
}

/** A destination for metrics. */
export interface MetricsBackend {
  readonly type: string;
  /** Absent: it gets every metric of the fleet. */
  readonly detail?: MetricDetail;
  /** Absent: it gets no points for single relays. */
  readonly perTask?: PerTaskLimit;
  /**
   * Publishes all points, as of `at`. Returns the outcome; does not throw.
   * @param signal aborts the publication; points not accepted by then count as rejected
   */
  publish(points: readonly MetricPoint[], at: UtcDateTime, signal?: AbortSignal): Promise<PublishResult>;
  /** Tests the backend with as little effect as it allows. Does not throw. */
  check(): Promise<CheckResult>;
}
