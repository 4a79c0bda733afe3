import type { CheckResult } from '../base/check-result.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { MetricPoint } from '../monitor/metric-points.ts';

/** What became of one publication. Never thrown: a broken backend must not stop a sweep. */
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

/** How much a backend that takes a point for each single relay may be given. */
export interface PerTaskLimit {
  /** Metrics in all, those of the fleet included. */
  readonly mostMetrics: number;
  /** What those cost a month in USD, at most. */
  readonly costCap: number;
}

/** Where numbers go. */
export interface MetricsBackend {
  readonly type: string;
  /** Absent: it gets no point for single relays. */
  readonly perTask?: PerTaskLimit;
  /**
   * Publishes all points, as of `at`. Gives the outcome; does not throw.
   * @param signal gives the publication up; what was not accepted by then counts as rejected
   */
  publish(points: readonly MetricPoint[], at: UtcDateTime, signal?: AbortSignal): Promise<PublishResult>;
  /** Tries the backend once, as harmlessly as it allows. Does not throw. */
  check(): Promise<CheckResult>;
}
