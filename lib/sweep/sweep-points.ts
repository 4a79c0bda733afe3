import type { Delivered } from '../alerts/deliver.ts';
import type { MetricPoint } from '../monitor/metric-catalogue.ts';
import { callbackPoints, incidentPoints, metricPoints, statePoints } from '../monitor/metric-points.ts';
import { undeliveredSince } from '../monitor/outbox.ts';
import type { Decided } from './decide.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

/** The metrics of one sweep: the fleet, what was told, and how well the state has worked so far. */
export function pointsOf(
  { startedAt }: SweepRun,
  session: StateSession,
  { tally, facts, watched, callbacks }: Decided,
  { deliveries, outbox }: Delivered,
): MetricPoint[] {
  return [
    ...metricPoints(tally, facts),
    ...incidentPoints(watched, deliveries, undeliveredSince(outbox), startedAt),
    ...statePoints(session.outcome()),
    ...callbackPoints(callbacks),
  ];
}
