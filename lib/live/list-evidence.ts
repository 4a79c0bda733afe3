import { mayHaveCrossed, type Reading } from './borders.ts';
import type { PageFacts } from './page-run.ts';
import type { Evidence } from './walk-verdict.ts';

/** What one answer says. */
export interface PageAnswer extends PageFacts {
  readonly total: number;
  /** Tasks that the walk had seen before, at an edge of the page; and in the midst of it. */
  readonly shifted: number;
  readonly scattered: number;
}

/**
 * What a page shows. Repeats at an edge of it are what an insertion makes; in the midst of it they are something else.
 * @param firsts of each of its tasks, whether the walk sees it for the first time
 */
export function answerOf(total: number, firsts: readonly boolean[]): PageAnswer {
  const count = firsts.length;
  const fresh = firsts.filter(Boolean).length;
  const shifted = fresh === 0 ? count : firsts.indexOf(true) + count - 1 - firsts.lastIndexOf(true);
  return { total, count, fresh, shifted, scattered: count - fresh - shifted };
}

/** All that the answers of one walk say of how its list changed under way. */
export class ListEvidence {
  readonly #pageSize: number;
  readonly #readings: Reading[][] = [];
  #total: number | null = null;
  #answers = 0;
  #grown = 0;
  #shrunk = 0;
  #steps = 0;
  #shifted = 0;
  #scattered = 0;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** The latest Total; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }

  /** Pages that the list has, by the latest Total; 0 when nothing is known yet. */
  get lastPage(): number {
    return Math.ceil((this.#total ?? 0) / this.#pageSize);
  }

  /** Answers that came, pages read again included. */
  get answers(): number {
    return this.#answers;
  }

  /** Whether the page was read, and showed something. */
  has(page: number): boolean {
    return this.#readingsOf(page).length > 0;
  }

  /** @param asked its number among the calls of the walk @param again whether the page was asked for because it was read before */
  take(page: number, answer: PageAnswer, asked: number, again: boolean): void {
    this.#answers += 1;
    // a page past the end that brings nothing may say what it likes
    if (this.#total === null || page <= this.lastPage || answer.fresh > 0) this.#takeTotal(answer.total);
    if (answer.count === 0) return;
    // what is read again shows again what it did, and a page past the end may be any
    if (!again && page <= this.lastPage) {
      this.#shifted += answer.shifted;
      this.#scattered += answer.scattered;
    }
    const reading = { asked, answered: this.#answers, grown: this.#grown, shrunk: this.#shrunk };
    this.#readings[page] = [...this.#readingsOf(page), reading];
  }

  /**
   * The page that shows what may have crossed the border after this page, when it is read again now: the one of the two that
   * was read first. Null when nothing can have crossed, or one of them was read again already.
   */
  openBorder(page: number): number | null {
    const [lower, higher] = [this.#readingsOf(page), this.#readingsOf(page + 1)];
    if (lower.length !== 1 || higher.length !== 1 || mayHaveCrossed(lower, higher) === 0) return null;
    return (lower[0]?.answered ?? 0) < (higher[0]?.answered ?? 0) ? page : page + 1;
  }

  /** How many tasks may have crossed borders unseen, and the pages at whose end that may have been. */
  crossings(): Pick<Evidence, 'crossed' | 'risky'> {
    const risky: number[] = [];
    let crossed = 0;
    for (let page = 1; page < this.#readings.length; page++) {
      const may = mayHaveCrossed(this.#readingsOf(page), this.#readingsOf(page + 1));
      if (may > 0) risky.push(page);
      crossed += may;
    }
    return { crossed, risky };
  }

  /** @param seen distinct tasks @param lookedTwice whether every page was read twice */
  sum(seen: number, lookedTwice: boolean): Evidence {
    return {
      total: this.#total ?? 0,
      seen,
      steps: this.#steps,
      moved: this.#grown + this.#shrunk,
      pagesRead: this.#answers,
      shifted: this.#shifted,
      scattered: this.#scattered,
      lookedTwice,
      ...this.crossings(),
    };
  }

  #readingsOf(page: number): readonly Reading[] {
    return this.#readings[page] ?? [];
  }

  #takeTotal(total: number): void {
    const change = this.#total === null ? 0 : total - this.#total;
    this.#total = total;
    if (change !== 0) this.#steps += 1;
    if (change > 0) this.#grown += change;
    else this.#shrunk -= change;
  }
}
