import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import { NO_REASON } from '../../lib/monitor/judge.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { incidentPoints, metricPoints } from '../../lib/monitor/metric-points.ts';
import { FAULT_KINDS } from '../../lib/monitor/policy.ts';
import { bareSighting } from '../../lib/monitor/sightings.ts';
import { tally } from '../../lib/monitor/tally.ts';
import { watch } from '../../lib/monitor/watch.ts';

/** Failed calls and unexpected fields that may occur within a month; each code or kind is a metric. */
const ERROR_CODES = ['Throttling.User', 'ServiceUnavailable', 'ETIMEDOUT', 'ECONNRESET'];
const FIELD_KINDS = ['absent', 'mistyped', 'new-value', 'new-field'];
/** Reasons for a stop that Live only documents for its callbacks, and that its list may contain too. */
const MORE_REASONS = ['TriggerByUser', 'RetryTimesOffline'];
/** Names and numbers of points do not depend on the time. */
export const SAMPLE_TIME = parseUtc('2026-01-03T00:00:00Z') as UtcDateTime;

/**
 * The points of a sweep in which everything goes wrong that can: each fault open, calls failed, fields unexpected. So
 * it has every metric that may be billed in a month. Built with the code of a real sweep.
 */
export function samplePoints(config: Config): MetricPoint[] {
  const facts = {
    regionsSeen: config.live.regions,
    complete: true,
    exact: true,
    overlooked: 0,
    pages: 1,
    calls: 1,
    throttled: 0,
    durationMs: 1_000,
    errorsByCode: new Map(ERROR_CODES.map((code) => [code, 1])),
    unexpectedFields: new Map(FIELD_KINDS.map((kind) => [kind, 1])),
  };
  const channels = config.alerts.map(({ name, type }) => ({
    channel: name ?? type,
    sent: 0,
    failed: 0,
    left: 0,
    broken: false,
  }));
  const stopped = config.live.regions.flatMap((region) =>
    MORE_REASONS.map((reason) => ({ region, status: 'stopped', verdict: 'stopped', reason, count: 1 }) as const),
  );
  const { state } = everyFault(config);
  const incidents = incidentPoints({ state, opened: state.incidents }, channels, [], SAMPLE_TIME);
  return [...metricPoints(tally(stopped), facts), ...incidents];
}

/** One open incident of each kind, older than any rule waits. */
function everyFault(config: Config) {
  const findings = {
    sightings: FAULT_KINDS.map((kind) => bareSighting(kind, kind, { kind, severity: 'warning', reason: NO_REASON })),
    gone: new Set<string>(),
    totals: { relays: 0, bySource: new Map(), byDestination: new Map() },
  };
  const settings = { policy: config.policy, maintenance: [], routes: [], channels: [], degraded: false };
  const before = watch(null, findings, settings, SAMPLE_TIME.minus({ days: 2 }));
  return watch(before.state, findings, settings, SAMPLE_TIME);
}
