import type { Log } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { MetricsBackend, PublishResult } from '../metrics/backend.ts';
import type { Heartbeat, HeartbeatOutcome } from '../metrics/heartbeat.ts';
import { inDetail, type MetricPoint } from '../monitor/metric-catalogue.ts';
import { withTaskPoints } from '../monitor/per-task-points.ts';
import { inTime } from './in-time.ts';

export interface PublishDeps {
  readonly backends: readonly MetricsBackend[];
  readonly heartbeat: Heartbeat | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts whatever is under way. */
  readonly signal: AbortSignal;
}

export interface Published {
  readonly metrics: readonly PublishResult[];
  /** Null when there was none to send. */
  readonly heartbeat: HeartbeatOutcome | null;
}

/**
 * Sends the points to every backend and, after a complete sweep, the heartbeat, all in parallel. Returns each outcome;
 * does not throw.
 * @param taskPoints one point per relay, for the backends that take them; null when there were too many to keep
 */
export async function publishAll(
  fleet: readonly MetricPoint[],
  taskPoints: readonly MetricPoint[] | null,
  complete: boolean,
  deps: PublishDeps,
): Promise<Published> {
  const [heartbeat, ...metrics] = await Promise.all([
    complete ? beat(deps) : null,
    ...deps.backends.map((backend) => publishTo(backend, pointsFor(backend, fleet, taskPoints, deps.log), deps)),
  ]);
  return { metrics, heartbeat };
}

async function publishTo(
  backend: MetricsBackend,
  points: readonly MetricPoint[],
  { clock, log, signal }: PublishDeps,
): Promise<PublishResult> {
  const at = clock.nowUtc();
  const work = (over: AbortSignal) => backend.publish(points, at, over);
  const result = await inTime(work, signal, clock).catch((error: unknown): PublishResult => {
    const problem = signal.aborted ? NO_TIME : `a fault of its own: ${nameOf(error)}`;
    return { type: backend.type, ok: false, datapoints: 0, rejected: points.length, problem };
  });
  if (!result.ok) log.error('metrics_not_published', { ...result });
  return result;
}

const NO_TIME = 'it did not answer in the time that the sweep had left';

/** Code that promised not to throw may quote anything in its message, so only the error's name is reported. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function pointsFor(
  { type, perTask, detail = 'full' }: MetricsBackend,
  all: readonly MetricPoint[],
  taskPoints: readonly MetricPoint[] | null,
  log: Log,
): readonly MetricPoint[] {
  const fleet = inDetail(all, detail);
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

/** Calls the dead-man service. @returns null when none is configured */
async function beat({ heartbeat, clock, log, signal }: PublishDeps): Promise<HeartbeatOutcome | null> {
  if (heartbeat === null) return null;
  const outcome = await inTime((over) => heartbeat.beat(over), signal, clock).catch((error: unknown) => ({
    ok: false as const,
    problem: `the heartbeat service: ${signal.aborted ? NO_TIME : `a fault of its own: ${nameOf(error)}`}`,
  }));
  if (!outcome.ok) log.error('heartbeat_not_sent', { problem: outcome.problem });
  return outcome;
}
