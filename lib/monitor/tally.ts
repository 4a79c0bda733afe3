import { NO_REASON, type Verdict, type VerdictKind } from './judge.ts';
import { type RelayTask, TASK_STATUSES, type TaskStatus } from './relay-task.ts';

/** What tasks that count alike have in common. */
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
/** Reasons told apart; a service that invents one a task must not fill memory or the metrics bill. */
const MOST_CLASSES = 4_000;
const OTHER_REASON = 'other';

/** Gives each class of tasks a small number, so that the census can keep it in two bytes a task. */
export class ClassBook {
  readonly #numbers = new Map<string, number>();
  readonly #classes: TaskClass[] = [];

  numberOf(task: RelayTask, verdict: Verdict): number {
    const reason = task.status === 'stopped' ? (task.invalidReason ?? NO_REASON) : verdict.reason;
    const known = this.#numbers.size >= MOST_CLASSES ? OTHER_REASON : reason;
    return (
      this.#numbers.get(keyOf(task, verdict, reason)) ??
      this.#numbers.get(keyOf(task, verdict, known)) ??
      this.#add(
        { region: task.region, status: task.status, verdict: verdict.kind, reason: known },
        keyOf(task, verdict, known),
      )
    );
  }

  /** The class with this number. @throws RangeError for a number that was never given */
  classOf(number: number): TaskClass {
    const known = this.#classes[number];
    if (!known) throw new RangeError(`no class has the number ${number}`);
    return known;
  }

  #add(taskClass: TaskClass, key: string): number {
    const number = this.#classes.push(taskClass) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

function keyOf(task: RelayTask, verdict: Verdict, reason: string): string {
  return `${task.region}\n${task.status}\n${verdict.kind}\n${reason}`;
}

/** Sums classes up. Counts of one class may come in parts. */
export function tally(classes: readonly ClassCount[]): Tally {
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
