import { FourKeys } from './four-keys.ts';
import { NO_REASON, type Verdict, type VerdictKind } from './judge.ts';
import { type RelayTask, TASK_STATUSES, type TaskStatus } from './relay-task.ts';

/** What tasks that are counted together have in common. */
export interface TaskClass {
  readonly region: string;
  readonly status: TaskStatus;
  readonly verdict: VerdictKind;
  readonly reason: string;
}

export interface ClassCount extends TaskClass {
  readonly count: number;
}

/** The numbers of one sweep, over distinct tasks. */
export interface Tally {
  readonly total: number;
  readonly byStatus: Readonly<Record<TaskStatus, number>>;
  /** Tasks with status 3, by TaskInvalidReason; `none` where Live gave none. The documented reasons are always there. */
  readonly stoppedByReason: Readonly<Record<string, number>>;
  /** Tasks that on-call should know of, by verdict. */
  readonly byVerdict: Readonly<Partial<Record<VerdictKind, number>>>;
  readonly classes: readonly ClassCount[];
}

export const DOCUMENTED_REASONS = ['PullStreamFailed', 'PushStreamFailed', 'UnknownError', NO_REASON] as const;
/** How many classes are told apart: a service that invents a reason per task must not fill memory or the metrics bill. */
const MOST_CLASSES = 4_000;
/** Stands for every reason or code beyond those that are told apart. */
export const OTHER_REASON = 'other';

/** Gives each class of tasks a small number, so that the census can keep it in two bytes a task. */
export class ClassBook {
  readonly #numbers = new FourKeys<number>();
  readonly #classes: TaskClass[] = [];

  numberOf({ region, status, invalidReason }: RelayTask, { kind, reason: judged }: Verdict): number {
    const reason = status === 'stopped' ? (invalidReason ?? NO_REASON) : judged;
    const known = this.#numbers.get(region, status, kind, reason);
    if (known !== undefined) return known;
    const told = this.#numbers.size >= MOST_CLASSES ? OTHER_REASON : reason;
    return this.#numbers.get(region, status, kind, told) ?? this.#add({ region, status, verdict: kind, reason: told });
  }

  /** The class with this number. @throws RangeError for a number that was never given */
  classOf(number: number): TaskClass {
    const known = this.#classes[number];
    if (!known) throw new RangeError(`no class has the number ${number}`);
    return known;
  }

  #add(taskClass: TaskClass): number {
    const number = this.#classes.push(taskClass) - 1;
    this.#numbers.add(taskClass.region, taskClass.status, taskClass.verdict, taskClass.reason, number);
    return number;
  }
}

function keyOf({ region, status, verdict, reason }: TaskClass): string {
  return `${region}\n${status}\n${verdict}\n${reason}`;
}

function merged(parts: readonly ClassCount[]): ClassCount[] {
  const classes = new Map<string, ClassCount>();
  for (const part of parts) {
    const before = classes.get(keyOf(part))?.count ?? 0;
    classes.set(keyOf(part), { ...part, count: before + part.count });
  }
  return [...classes.values()];
}

/** Adds up classes. Counts of one class may come in parts; the tally has each class once. */
export function tally(parts: readonly ClassCount[]): Tally {
  const classes = merged(parts);
  const byStatus = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  const stoppedByReason = new Map<string, number>(DOCUMENTED_REASONS.map((reason) => [reason, 0]));
  const byVerdict: Partial<Record<VerdictKind, number>> = {};
  let total = 0;
  for (const { status, verdict, reason, count } of classes) {
    total += count;
    byStatus[status] += count;
    byVerdict[verdict] = (byVerdict[verdict] ?? 0) + count;
    if (status === 'stopped') stoppedByReason.set(reason, (stoppedByReason.get(reason) ?? 0) + count);
  }
  return { total, byStatus, stoppedByReason: Object.fromEntries(stoppedByReason), byVerdict, classes };
}
