import type { Census } from './live/census.ts';
import type { PagesResult, Walk, WalkResult } from './live/pages.ts';
import { judge } from './monitor/judge.ts';
import { EXAMPLES_PER_GROUP, type StoppedRelay } from './monitor/notification.ts';
import type { Policy } from './monitor/policy.ts';
import type { RelayTask } from './monitor/relay-task.ts';
import { ClassBook, type ClassCount, type Tally, type TaskClass, tally } from './monitor/tally.ts';
import type { UtcDateTime } from './time.ts';

interface Example extends StoppedRelay {
  readonly walkKey: string;
  readonly identity: string;
}

/** Examples kept for a class: more than a message shows, since some may turn out to be gone. */
const EXAMPLES_KEPT = EXAMPLES_PER_GROUP * 4;

/**
 * What a sweep keeps of the tasks that stream past: a class number a task (in the census), and of critical tasks a few
 * examples a class. So its memory follows the number of classes, not of tasks.
 */
export class Observations {
  readonly #now: UtcDateTime;
  readonly #policy: Policy;
  readonly #book = new ClassBook();
  readonly #examples = new Map<TaskClass, Map<string, Example>>();
  /** The class that a task is an example of, so that a later sighting can end that. */
  readonly #exampleOf = new Map<string, TaskClass>();
  readonly unexpectedFields = new Map<string, number>();

  constructor(now: UtcDateTime, policy: Policy) {
    this.#now = now;
    this.#policy = policy;
  }

  /** Judges one sighting. @returns the number of its class */
  take(task: RelayTask, walk: Walk, identity: string): number {
    const verdict = judge(task, this.#now, this.#policy);
    const number = this.#book.numberOf(task, verdict);
    for (const { kind } of task.problems) this.unexpectedFields.set(kind, (this.unexpectedFields.get(kind) ?? 0) + 1);
    const taskClass = this.#book.classOf(number);
    this.#dropStaleExample(`${task.region}/${identity}`, taskClass);
    if (verdict.severity === 'critical') this.#keepExample(taskClass, task, walk, identity, verdict.reason);
    return number;
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

  /** A few tasks of a class that are still there. */
  examplesOf(taskClass: TaskClass, { walks }: PagesResult): StoppedRelay[] {
    const key = [...this.#examples.keys()].find((one) => sameClass(one, taskClass));
    const kept = key ? [...(this.#examples.get(key)?.values() ?? [])] : [];
    return kept
      .filter(({ walkKey, identity }) => {
        const walk = walks.find((one) => one.walk.key === walkKey);
        return walk !== undefined && isThere(walk, identity);
      })
      .map(({ walkKey: _, identity: __, ...relay }) => relay);
  }

  /** A task that changed since it was kept counts in its new class, and must not illustrate the old one. */
  #dropStaleExample(key: string, taskClass: TaskClass): void {
    const before = this.#exampleOf.get(key);
    if (before === undefined || before === taskClass) return;
    this.#examples.get(before)?.delete(key);
    this.#exampleOf.delete(key);
  }

  #keepExample(taskClass: TaskClass, task: RelayTask, walk: Walk, identity: string, reason: string): void {
    const examples = this.#examples.get(taskClass) ?? new Map<string, Example>();
    this.#examples.set(taskClass, examples);
    const key = `${task.region}/${identity}`;
    if (examples.size >= EXAMPLES_KEPT && !examples.has(key)) return;
    this.#exampleOf.set(key, taskClass);
    examples.set(key, {
      region: task.region,
      taskId: task.taskId,
      name: task.name,
      reason,
      source: task.sources[0]?.origin ?? '',
      destination: task.destination?.origin ?? '',
      walkKey: walk.key,
      identity,
    });
  }
}

/** A complete walk knows which tasks went away under way; an incomplete one must not conclude that from not seeing them. */
function onlyEpoch(walk: WalkResult): number | undefined {
  return walk.complete ? walk.epoch : undefined;
}

function isThere(walk: WalkResult, identity: string): boolean {
  const epoch = walk.census.epochOf(identity);
  return walk.complete ? epoch === walk.epoch : epoch > 0;
}

function sameClass(a: TaskClass, b: TaskClass): boolean {
  return a.region === b.region && a.status === b.status && a.verdict === b.verdict && a.reason === b.reason;
}
