import type { UtcDateTime } from '../base/time.ts';
import type { Place } from '../live/pages.ts';
import type { Walk } from '../live/walk.ts';
import { type Fingerprint, fingerprint } from '../monitor/fingerprint.ts';
import { judge, type Verdict } from '../monitor/judge.ts';
import type { Expectation } from '../monitor/mutes.ts';
import { TaskGauges } from '../monitor/per-task-points.ts';
import type { Policy } from '../monitor/policy.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { subjectOf } from '../monitor/sightings.ts';
import { type Positions, withStandstill } from '../monitor/standstill.ts';
import { ConflictWatch } from './conflict-watch.ts';
import { metBy } from './expectations-met.ts';
import { FaultySightings } from './faulty-sightings.ts';
import { ObservedClasses } from './observed-classes.ts';
import { PositionWatch } from './position-watch.ts';
import type { LapNotes } from './rolling/lap-notes.ts';

export interface ObservationSettings {
  readonly policy: Policy;
  /** Keys of incidents: their tasks are kept even when they are healthy again. */
  readonly known: ReadonlySet<string>;
  /** Expectations that hold now. */
  readonly expected: readonly Expectation[];
  /** The positions of vod and url tasks in the last sweep. */
  readonly positions: Positions;
  /** Limit on relays that get a point of their own; absent when no such points are wanted, and then none are kept. */
  readonly mostTaskGauges?: number | undefined;
  /** Takes in which relays the next sweeps ask for; absent where each sweep reads all. */
  readonly notes?: LapNotes | undefined;
}

/**
 * Judges the tasks as they stream past, and passes each on to the parts that need it. Together these keep a class
 * number per task (in the census) and only the faulty ones as a whole, so the memory of a sweep grows with the faults,
 * not with the tasks.
 */
export class Observations {
  /** Expectations that hold now. */
  readonly expected: readonly Expectation[];
  readonly classes = new ObservedClasses();
  readonly faults: FaultySightings;
  readonly conflicts: ConflictWatch;
  readonly positions: PositionWatch;
  /** One gauge for each relay that should be running; null when none are wanted. */
  readonly taskGauges: TaskGauges | null;
  readonly unexpectedFields = new Map<string, number>();
  readonly #now: UtcDateTime;
  readonly #policy: Policy;
  readonly #notes: LapNotes | undefined;

  constructor(now: UtcDateTime, { policy, known, expected, positions, mostTaskGauges, notes }: ObservationSettings) {
    this.#now = now;
    this.#policy = policy;
    this.#notes = notes;
    this.expected = expected;
    this.faults = new FaultySightings(known);
    this.conflicts = new ConflictWatch(known);
    this.positions = new PositionWatch(positions, policy.stalledAfterSweeps > 0);
    this.taskGauges = mostTaskGauges === undefined ? null : new TaskGauges(mostTaskGauges);
  }

  /**
   * Records one sighting; the latest of a task counts. @param print of the identity @returns the number of its class, for
   * the census
   */
  take(task: RelayTask, walk: Walk, identity: string, place: Place, print = fingerprint(identity)): number {
    const judged = judge(task, this.#now, this.#policy);
    const verdict = this.#isPlain(judged, identity, print, place) ? judged : this.#noteWhole(task, identity, judged);
    for (const { kind } of task.problems) this.unexpectedFields.set(kind, (this.unexpectedFields.get(kind) ?? 0) + 1);
    this.conflicts.note(task, walk, place);
    const meets = metBy(task, this.expected);
    this.#notes?.note(task, meets);
    this.taskGauges?.note(task, verdict);
    return this.classes.numberOf(task, verdict, meets);
  }

  /** A task without a fault, of which nothing was known, and whose position nobody wants: the usual case. */
  #isPlain({ severity }: Verdict, identity: string, print: Fingerprint, { first }: Place): boolean {
    return severity === 'none' && !this.positions.isWanted && !this.faults.mayConcern(identity, print, first);
  }

  /** @returns the verdict, with what earlier sweeps say of its position */
  #noteWhole(task: RelayTask, identity: string, judged: Verdict): Verdict {
    const subject = subjectOf(task, identity);
    const position = this.positions.note(task, subject.key);
    const verdict = withStandstill(judged, position, this.#policy.stalledAfterSweeps);
    this.faults.note(task, subject, verdict, position);
    return verdict;
  }
}
