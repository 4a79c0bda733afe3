import type { UtcDateTime } from '../base/time.ts';
import type { PagesResult, Place, Walk } from '../live/pages.ts';
import type { FleetTotals } from '../monitor/grouping.ts';
import type { Sighting } from '../monitor/incident.ts';
import { judge } from '../monitor/judge.ts';
import { matches } from '../monitor/matching.ts';
import type { MetricPoint } from '../monitor/metric-points.ts';
import type { Expectation } from '../monitor/mutes.ts';
import { TaskGauges } from '../monitor/per-task-points.ts';
import type { Policy } from '../monitor/policy.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { sightingOf, subjectOf } from '../monitor/sightings.ts';
import { type Position, type Positions, positionOf, withStandstill } from '../monitor/standstill.ts';
import { type Tally, tally } from '../monitor/tally.ts';
import { ConflictWatch } from './conflicts.ts';
import { classCounts, fleetTotals, meeting, ObservedClasses, type ObservedCount } from './observed-classes.ts';

export interface ObservationSettings {
  readonly policy: Policy;
  /** Keys of incidents: their tasks are kept even when nothing is wrong with them any more. */
  readonly known: ReadonlySet<string>;
  /** What has to run now. */
  readonly expected: readonly Expectation[];
  /** Where vod and url tasks were in the last sweep. */
  readonly positions: Positions;
  /** Most relays that a point of their own may be published for; absent when none is wanted, and then nothing is kept. */
  readonly mostTaskGauges?: number | undefined;
}

/** What all sightings of a sweep come to, each relay once and in its latest state. */
export interface Observed {
  readonly tally: Tally;
  readonly totals: FleetTotals;
  /** How many relays meet each expectation, in the order of the settings. */
  readonly running: readonly number[];
}

/**
 * What a sweep keeps of the tasks that stream past: a class number a task (in the census), and the whole sighting of those
 * that are faulty or have an incident. So its memory follows the faults, not the tasks.
 */
export class Observations {
  readonly #now: UtcDateTime;
  readonly #settings: ObservationSettings;
  readonly #classes = new ObservedClasses();
  readonly #faulty = new Map<string, Sighting>();
  readonly #taskGauges: TaskGauges | null;
  readonly conflicts: ConflictWatch;
  readonly unexpectedFields = new Map<string, number>();
  /** Where vod and url tasks are now; empty unless the policy looks for stalled ones. */
  readonly positions: Record<string, Position> = Object.create(null);

  constructor(now: UtcDateTime, settings: ObservationSettings) {
    this.#now = now;
    this.#settings = settings;
    this.#taskGauges = settings.mostTaskGauges === undefined ? null : new TaskGauges(settings.mostTaskGauges);
    this.conflicts = new ConflictWatch(settings.known);
  }

  /** What has to run now. */
  get expected(): readonly Expectation[] {
    return this.#settings.expected;
  }

  /** Judges one sighting; the latest of a task counts. @returns the number of its class */
  take(task: RelayTask, walk: Walk, identity: string, place: Place): number {
    const { policy, positions } = this.#settings;
    const subject = subjectOf(task, identity);
    const position = policy.stalledAfterSweeps > 0 ? positionOf(task, positions[subject.key]) : null;
    if (position) this.positions[subject.key] = position;
    const verdict = withStandstill(judge(task, this.#now, policy), position, policy.stalledAfterSweeps);
    for (const { kind } of task.problems) this.unexpectedFields.set(kind, (this.unexpectedFields.get(kind) ?? 0) + 1);
    if (verdict.severity !== 'none' || this.#settings.known.has(subject.key)) {
      const sighting = sightingOf(task, subject, verdict);
      const stands = verdict.kind === 'healthy' && position !== null && position[2] > 0;
      this.#faulty.set(subject.key, stands ? { ...sighting, standing: true } : sighting);
    } else {
      this.#faulty.delete(subject.key);
    }
    this.conflicts.note(task, walk, place);
    this.#taskGauges?.note(task, verdict);
    return this.#classes.numberOf(task, verdict, this.#met(task));
  }

  /** The numbers of the sweep. A relay that several scopes show counts once, as the last of them saw it. */
  counted({ walks }: PagesResult): Observed {
    const counts = walks.flatMap(({ walk, census }, index) => {
      const laterOnes = walks.slice(index + 1).filter((other) => other.walk.region === walk.region);
      const byClass = census.countByClass(laterOnes.map((other) => other.census));
      return [...byClass].map(([number, count]): ObservedCount => ({ ...this.#classes.classOf(number), count }));
    });
    return {
      tally: tally(classCounts(counts)),
      totals: fleetTotals(counts),
      running: this.#settings.expected.map((_, place) => meeting(counts, place)),
    };
  }

  /** One point for each relay of which something is expected; null when none is wanted, or there are too many. */
  taskPoints(): MetricPoint[] | null {
    return this.#taskGauges?.points() ?? null;
  }

  /**
   * Every task that is faulty or has an incident, as it was seen last. Handed out once: in a storm they are most of what a
   * sweep remembers.
   */
  releaseSightings(): Sighting[] {
    const sightings = [...this.#faulty.values()];
    this.#faulty.clear();
    return sightings;
  }

  #met(task: RelayTask): readonly number[] | undefined {
    const { expected } = this.#settings;
    if (expected.length === 0 || task.status !== 'running') return undefined;
    const subject = subjectOf(task, task.taskId);
    return expected.flatMap(({ match }, place) => (matches(subject, match) ? [place] : []));
  }
}
