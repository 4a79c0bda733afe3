import type { Heartbeat, HeartbeatOutcome } from './heartbeat.ts';
import type { Log } from './log.ts';
import type { MetricsBackend, PublishResult } from './metrics/backend.ts';
import type { MetricPoint } from './monitor/metric-points.ts';
import { withTaskPoints } from './monitor/per-task-points.ts';
import type { Clock, UtcDateTime } from './time.ts';

/**
 * The points to every backend, side by side. Gives each one's outcome; does not throw.
 * @param taskPoints one a relay, for the backends that take them; null when there are too many to have been kept
 */
export async function publishTo(
  backends: readonly MetricsBackend[],
  fleet: readonly MetricPoint[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  taskPoints: readonly MetricPoint[] | null = null,
): Promise<PublishResult[]> {
  const at: UtcDateTime = clock.nowUtc();
  return Promise.all(
    backends.map(async (backend) => {
      const points = pointsFor(backend, fleet, taskPoints, log);
      const result = await backend.publish(points, at).catch((error: unknown): PublishResult => {
        // it promised not to throw: its message may quote anything, so only the name is told
        const name = error instanceof Error ? error.name : 'unknown';
        return {
          type: backend.type,
          ok: false,
          datapoints: 0,
          rejected: points.length,
          problem: `a fault of its own: ${name}`,
        };
      });
      if (!result.ok) log.error('metrics_not_published', { ...result });
      return result;
    }),
  );
}

function pointsFor(
  { type, perTask }: MetricsBackend,
  fleet: readonly MetricPoint[],
  taskPoints: readonly MetricPoint[] | null,
  log: Log,
): readonly MetricPoint[] {
  if (!perTask) return fleet;
  const { mostMetrics, costCap } = perTask;
  const { points, refused } = withTaskPoints(fleet, taskPoints, mostMetrics);
  if (refused) {
    const relays = taskPoints === null ? 'more relays than that' : `${taskPoints.length} relays`;
    const problem = `a costCap of ${costCap} USD a month pays for ${mostMetrics} metrics; this sweep has ${fleet.length + 1} and ${relays}: no relay gets a metric of its own`;
    log.warn('per_task_metrics_refused', { type, problem });
  }
  return points;
}

/** Tells the dead-man service. @returns null when there is none */
export async function beat({
  heartbeat,
  log,
}: {
  readonly heartbeat: Heartbeat | null;
  readonly log: Log;
}): Promise<HeartbeatOutcome | null> {
  const outcome = (await heartbeat?.beat()) ?? null;
  if (outcome?.ok === false) log.error('heartbeat_not_sent', { problem: outcome.problem });
  return outcome;
}
