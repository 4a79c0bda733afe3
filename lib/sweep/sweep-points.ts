import type { Delivered } from '../alerts/deliver.ts';
import { incidentPoints, type MetricPoint, metricPoints, statePoints } from '../monitor/metric-points.ts';
import { undeliveredSince } from '../monitor/outbox.ts';
import type { Decided } from './decide.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

/** The numbers of one sweep: of the fleet, of what was told, and of how the state has served so far. */
export function pointsOf(
  { startedAt }: SweepRun,
  session: StateSession,
  { tally, facts, watched }: Decided,
  { deliveries, outbox }: Delivered,
): MetricPoint[] {
  return [
    ...metricPoints(tally, facts),
    ...incidentPoints(watched, deliveries, undeliveredSince(outbox), startedAt),
    ...statePoints(session.outcome()),
  ];
}
