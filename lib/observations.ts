import { Census } from './live/census.ts';
import type { PagesResult, Walk, WalkResult } from './live/pages.ts';
import { type FleetTotals, hostOf } from './monitor/grouping.ts';
import type { Sighting, Subject } from './monitor/incidents.ts';
import { judge, NO_REASON, type Verdict } from './monitor/judge.ts';
import { matches } from './monitor/matching.ts';
import type { MetricPoint } from './monitor/metric-points.ts';
import type { Expectation } from './monitor/mutes.ts';
import { type GaugePlace, TaskGauges } from './monitor/per-task-points.ts';
import { type Policy, retryBudgetSeconds } from './monitor/policy.ts';
import type { RelayTask } from './monitor/relay-task.ts';
import { type Position, type Positions, positionOf, withStandstill } from './monitor/standstill.ts';
import { ClassBook, type ClassCount, type Tally, tally } from './monitor/tally.ts';
import type { UtcDateTime } from './time.ts';

/** Hosts that are counted apart; a fleet with a host a task must not fill memory. */
const MOST_HOSTS = 10_000;
/** Verdicts that no longer count as part of a host's relays. */
const OVER: ReadonlySet<Verdict['kind']> = new Set(['finished', 'stopped-by-user', 'scheduled']);

interface Kept {
  readonly sighting: Sighting;
  readonly walkKey: string;
  readonly identity: string;
}

interface Conflict {
  readonly task: RelayTask;
  readonly walkKey: string;
}

export interface ObservationSettings {
  readonly policy: Policy;
  /** Keys of incidents: their tasks are kept even when nothing is wrong with them any more. */
  readonly known: ReadonlySet<string>;
  /** What has to run now. */
  readonly expected: readonly Expectation[];
  /** Where vod and url tasks were in the last sweep. */
  readonly positions: Positions;
  /** Most relays that a point of their own may be published for; absent when none is wanted, and then nothing is kept. */
  readonly mostTaskGauges?: number;
}

/**
 * What a sweep keeps of the tasks that stream past: a class number a task (in the census), and the whole sighting of those
 * that are faulty or have an incident. So its memory follows the faults, not the tasks.
 */
export class Observations {
  readonly #now: UtcDateTime;
  readonly #settings: ObservationSettings;
  readonly #book = new ClassBook();
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Map<Expectation, number>();
  readonly #bySource = new Map<string, number>();
  readonly #byDestination = new Map<string, number>();
  #relays = 0;
  /** Destinations of running tasks; the class is a part of the hash of the task that was seen with it. */
  readonly #destinations = new Census();
  readonly #conflicts = new Map<string, Conflict>();
  readonly #taskGauges: TaskGauges | null;
  readonly unexpectedFields = new Map<string, number>();
  /** Where vod and url tasks are now; empty unless the policy looks for stalled ones. */
  readonly positions: Record<string, Position> = Object.create(null);

  constructor(now: UtcDateTime, settings: ObservationSettings) {
    this.#now = now;
    this.#settings = settings;
    this.#taskGauges = settings.mostTaskGauges === undefined ? null : new TaskGauges(settings.mostTaskGauges);
  }

  /** Judges one sighting. @param first whether this walk meets the task for the first time @returns the number of its class */
  take(task: RelayTask, walk: Walk, identity: string, first: boolean): number {
    const { policy, positions } = this.#settings;
    const subject = subjectOf(task, identity);
    const position = policy.stalledAfterSweeps > 0 ? positionOf(task, positions[subject.key]) : null;
    if (position) this.positions[subject.key] = position;
    const verdict = withStandstill(judge(task, this.#now, policy), position, policy.stalledAfterSweeps);
    for (const { kind } of task.problems) this.unexpectedFields.set(kind, (this.unexpectedFields.get(kind) ?? 0) + 1);
    if (verdict.severity !== 'none' || this.#settings.known.has(subject.key)) {
      this.#kept.set(subject.key, { sighting: sightingOf(task, subject, verdict), walkKey: walk.key, identity });
    } else {
      this.#kept.delete(subject.key);
    }
    if (first) this.#count(task, subject, verdict);
    if (task.status === 'running') this.#noteDestination(task, walk);
    this.#taskGauges?.note(task, verdict, walk.key);
    return this.#book.numberOf(task, verdict);
  }

  /** The numbers of the sweep: each distinct task once, in its latest class, without those that went away under way. */
  tallyOf({ walks }: PagesResult): Tally {
    const counts: ClassCount[] = [];
    for (const [index, walk] of walks.entries()) {
      const sameRegionBefore: Census[] = walks
        .slice(0, index)
        .filter((other) => other.walk.region === walk.walk.region)
        .map(({ census }) => census);
      for (const [number, count] of walk.census.countByClass(onlyEpoch(walk), sameRegionBefore)) {
        counts.push({ ...this.#book.classOf(number), count });
      }
    }
    return tally(counts);
  }

  /** One point for each relay of which something is expected; null when none is wanted, or there are too many. */
  taskPoints(pages: PagesResult): MetricPoint[] | null {
    const here = ({ walkKey, taskId }: GaugePlace) => isStillThere({ walkKey, identity: taskId }, pages);
    return this.#taskGauges?.points(here) ?? null;
  }

  totals(): FleetTotals {
    return { relays: this.#relays, bySource: this.#bySource, byDestination: this.#byDestination };
  }

  /**
   * Everything faulty and everything with an incident that was seen and is still there, and what the whole list shows.
   * Handed out once: in a storm they are most of what a sweep remembers.
   */
  releaseSightings(pages: PagesResult): Sighting[] {
    const sightings = [
      ...[...this.#kept.values()].filter((one) => isStillThere(one, pages)).map(({ sighting }) => sighting),
      ...this.#conflictSightings(pages),
      ...this.#expectationSightings(pages),
    ];
    this.#kept.clear();
    return sightings;
  }

  #count(task: RelayTask, { source, destination }: Subject, { kind }: Verdict): void {
    if (task.status === 'running') {
      for (const expectation of this.#settings.expected) {
        if (!matches(subjectOf(task, task.taskId), expectation.match)) continue;
        this.#running.set(expectation, (this.#running.get(expectation) ?? 0) + 1);
      }
    }
    if (OVER.has(kind)) return;
    this.#relays += 1;
    countHost(this.#bySource, hostOf(source));
    countHost(this.#byDestination, hostOf(destination));
  }

  /** Two tasks that push to one URL fight for it. Sixteen bits of the task's hash tell a second task from a second look. */
  #noteDestination(task: RelayTask, walk: Walk): void {
    const { destinationKey, taskId } = task;
    if (destinationKey === null || taskId === '') return;
    const who = shortHash(taskId);
    const before = this.#destinations.classOf(destinationKey);
    if (before === null) this.#destinations.observe(destinationKey, who, 1);
    else if (before !== who) this.#conflicts.set(destinationKey, { task, walkKey: walk.key });
  }

  #conflictSightings({ walks }: PagesResult): Sighting[] {
    const known = [...this.#settings.known].filter((key) => key.startsWith(CONFLICT));
    const calm = walks.every(({ complete }) => complete)
      ? known.filter((key) => !this.#conflicts.has(key.slice(CONFLICT.length)))
      : [];
    return [
      ...[...this.#conflicts].map(([key, { task }]) => {
        const subject = { ...subjectOf(task, task.taskId), key: CONFLICT + key };
        return sightingOf(task, subject, {
          kind: 'destination-conflict',
          severity: 'warning',
          reason: 'several tasks push to one URL',
        });
      }),
      ...calm.map((key) => bareSighting(key, '', HEALTHY)),
    ];
  }

  /** What must run and does not; nothing is concluded from what was not read. */
  #expectationSightings({ walks }: PagesResult): Sighting[] {
    const due = new Set(this.#settings.expected.map(({ name }) => EXPECTATION + name));
    // outside its hours, or taken out of the configuration: nothing is missing any more
    const over = [...this.#settings.known].filter((key) => key.startsWith(EXPECTATION) && !due.has(key));
    const finished: Verdict = { kind: 'finished', severity: 'none', reason: NO_REASON };
    const sightings = this.#settings.expected.flatMap((expectation) => {
      const running = this.#running.get(expectation) ?? 0;
      const key = EXPECTATION + expectation.name;
      if (running >= expectation.atLeast) return [bareSighting(key, expectation.name, HEALTHY)];
      if (!walks.every(({ complete }) => complete)) return [];
      const reason = `${running} of ${expectation.atLeast} running`;
      return [bareSighting(key, expectation.name, { kind: 'expected-missing', severity: 'critical', reason })];
    });
    return [...sightings, ...over.map((key) => bareSighting(key, key.slice(EXPECTATION.length), finished))];
  }
}

/** Prefixes of the keys of what is no single task. */
const CONFLICT = 'destination/';
const EXPECTATION = 'expect/';
const HEALTHY: Verdict = { kind: 'healthy', severity: 'none', reason: NO_REASON };

/** Whether the incident with this key is about one relay task, which Live can be asked for. */
export function isRelayKey(key: string): boolean {
  return !key.startsWith(CONFLICT) && !key.startsWith(EXPECTATION) && key.includes('/');
}

export function subjectOf(task: RelayTask, identity: string): Subject {
  return {
    key: `${task.region}/${identity.trim()}`,
    region: task.region,
    taskId: task.taskId,
    name: task.name,
    source: task.sources[0]?.origin ?? '',
    destination: task.destination?.origin ?? '',
  };
}

export function sightingOf(task: RelayTask, subject: Subject, verdict: Verdict): Sighting {
  return {
    ...subject,
    verdict,
    retryBudgetSeconds: retryBudgetSeconds(task),
    startMs: task.startTime?.toMillis() ?? null,
    endMs: task.endTime?.toMillis() ?? null,
  };
}

/** A sighting of something that is no task. */
export function bareSighting(key: string, name: string, verdict: Verdict): Sighting {
  const nowhere = { region: '', taskId: '', source: '', destination: '' };
  return { key, name, ...nowhere, verdict, retryBudgetSeconds: null, startMs: null, endMs: null };
}

function countHost(counts: Map<string, number>, host: string): void {
  if (host === '' || (counts.size >= MOST_HOSTS && !counts.has(host))) return;
  counts.set(host, (counts.get(host) ?? 0) + 1);
}

function shortHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/** A complete walk knows which tasks went away under way; an incomplete one must not conclude that from not seeing them. */
function onlyEpoch(walk: WalkResult): number | undefined {
  return walk.complete ? walk.epoch : undefined;
}

function isStillThere({ walkKey, identity }: Omit<Kept, 'sighting'>, { walks }: PagesResult): boolean {
  const walk = walks.find((one) => one.walk.key === walkKey);
  if (!walk) return false;
  const epoch = walk.census.epochOf(identity);
  return walk.complete ? epoch === walk.epoch : epoch > 0;
}
