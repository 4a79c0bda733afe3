import type { Verdict, VerdictKind } from './judge.ts';
import { type MetricPoint, point } from './metric-catalogue.ts';
import type { RelayTask } from './relay-task.ts';
import { relayKeyOf } from './sightings.ts';

/** What a verdict says of one relay: 1 it works, 0 it has a fault, null that nothing is expected of it now. */
const UP = {
  healthy: 1,
  'ending-soon': 1,
  scheduled: null,
  finished: null,
  'stopped-by-user': null,
  'missed-start': 0,
  recovering: 0,
  stopped: 0,
  'stopped-unexplained': 0,
  'expected-missing': 0,
  'destination-conflict': 0,
  stalled: 0,
  'monitor-blind': null,
  'accounts-behind': null,
  // never healthy; a false alarm is better than none
  unknown: 0,
} as const satisfies Record<VerdictKind, 0 | 1 | null>;

/** The value of RelayUp for a relay with this verdict; null when it gets no point. */
export function upOf({ kind }: Verdict): 0 | 1 | null {
  return UP[kind];
}

interface Gauge {
  readonly region: string;
  readonly taskId: string;
  readonly up: 0 | 1;
}

/**
 * The latest state of each single relay, up to a limit: beyond it all are forgotten and no more are noted, so that memory is
 * bounded by what may be published.
 */
export class TaskGauges {
  readonly #most: number;
  #gauges: Map<string, Gauge> | null = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  /** Notes a sighting; the latest wins. A relay without an id cannot have a series of its own. */
  note({ region, taskId }: RelayTask, verdict: Verdict): void {
    if (this.#gauges === null || taskId === '') return;
    const key = relayKeyOf(region, taskId);
    const up = upOf(verdict);
    if (up === null) this.#gauges.delete(key);
    else this.#gauges.set(key, { region, taskId, up });
    if (this.#gauges.size > this.#most) this.#gauges = null;
  }

  /** One point a relay; null when there were more relays than may be noted. */
  points(): MetricPoint[] | null {
    if (this.#gauges === null) return null;
    return [...this.#gauges.values()].map(({ region, taskId, up }) =>
      point('RelayUp', up, { Region: region, TaskId: taskId }),
    );
  }
}

export interface WithTaskPoints {
  readonly points: readonly MetricPoint[];
  readonly refused: boolean;
}

/**
 * The points of a sweep for a backend that takes one per relay: either all of them or none, so that no series comes and goes
 * with the order of pages. PerTaskMetricsRefused says which.
 * @param tasks null when there are too many to have been noted
 * @param mostMetrics that the backend may be given in all
 */
export function withTaskPoints(
  fleet: readonly MetricPoint[],
  tasks: readonly MetricPoint[] | null,
  mostMetrics: number,
): WithTaskPoints {
  const refused = tasks === null || fleet.length + 1 + tasks.length > mostMetrics;
  const mark = point('PerTaskMetricsRefused', refused ? 1 : 0);
  return { points: [...fleet, mark, ...(refused ? [] : tasks)], refused };
}
