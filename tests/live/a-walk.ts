import { answerOf } from '../../lib/live/list-evidence.ts';
import { WalkPlan } from '../../lib/live/walk-plan.ts';
import type { ListMemory, PagesSoFar } from '../../lib/monitor/reading-memory.ts';

export interface Answer {
  readonly total: number;
  readonly ids: readonly number[];
}

/** A plan with pages of ten, and the census that its walk would keep. */
export class Walked {
  readonly plan: WalkPlan;
  readonly asked: number[] = [];
  readonly seen = new Set<number>();

  /** @param before what earlier sweeps of a lap have read, null when none has; absent: all of the list is read */
  constructor(startPage = 1, memory?: ListMemory, before?: PagesSoFar | null) {
    this.plan = new WalkPlan(10, startPage, memory, before === undefined ? undefined : { before });
  }

  /** Answers each page that the plan asks for, until it asks for none. `failed` pages get no answer. */
  follow(answerTo: (page: number, call: number) => Answer | 'failed', most = 200): this {
    while (this.asked.length < most) {
      this.plan.settle(() => this.seen.size);
      const page = this.plan.next(true);
      if (page === null) break;
      const answer = answerTo(page, this.asked.push(page));
      if (answer === 'failed') this.plan.pageFailed(page, 'no answer');
      else this.answer(page, answer);
    }
    return this;
  }

  answer(page: number, { total, ids }: Answer): void {
    const firsts = ids.map((id) => !this.seen.has(id));
    for (const id of ids) this.seen.add(id);
    this.plan.answered(page, answerOf(total, firsts));
  }

  get codes(): readonly string[] | undefined {
    return this.plan.verdict?.incompleteness.map(({ code, blind }) => (blind ? `${code}, blind` : code));
  }
}

export const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);
export const pageOf = (list: readonly number[], page: number): Answer => ({
  total: list.length,
  ids: list.slice((page - 1) * 10, page * 10),
});
export const steady = (total: number) => (page: number) => pageOf(numbers(total), page);
