import { mayHaveCrossed, type Reading } from './borders.ts';
import type { PageFacts } from './page-run.ts';
import type { Evidence } from './walk-verdict.ts';

/** What one answer shows. */
export interface PageAnswer extends PageFacts {
  readonly total: number;
  /** Tasks that the walk had already seen: at an edge of the page, and in the middle of it. */
  readonly shifted: number;
  readonly scattered: number;
}

/**
 * What a page shows. Repeated tasks at the edge of a page are the trace of an insertion; repeats in the middle have
 * some other cause. @param firsts for each task of the page, whether the walk sees it for the first time
 */
export function answerOf(total: number, firsts: readonly boolean[]): PageAnswer {
  const count = firsts.length;
  const fresh = firsts.filter(Boolean).length;
  const shifted = fresh === 0 ? count : firsts.indexOf(true) + count - 1 - firsts.lastIndexOf(true);
  return { total, count, fresh, shifted, scattered: count - fresh - shifted };
}

/** Collects what the answers of one walk reveal about changes to its list during the walk. */
export class ListEvidence {
  readonly #pageSize: number;
  readonly #readings: Reading[][] = [];
  #total: number | null = null;
  #answers = 0;
  #grown = 0;
  #shrunk = 0;
  /** By how much the list had become shorter when it was read on after a pause. */
  #shrunkMeanwhile = 0;
  #steps = 0;
  #shifted = 0;
  #scattered = 0;

  /** @param total of the last answer before a pause; absent in a list that is read from its start */
  constructor(pageSize: number, total: number | null = null) {
    this.#pageSize = pageSize;
    this.#total = total;
  }

  /** The latest Total; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }

  /** Number of pages by the latest Total; 0 before the first answer. */
  get lastPage(): number {
    return Math.ceil((this.#total ?? 0) / this.#pageSize);
  }

  /** Number of answers, including those of pages that were read again. */
  get answers(): number {
    return this.#answers;
  }

  /** Whether the page was read and was not empty. */
  has(page: number): boolean {
    return this.#readingsOf(page).length > 0;
  }

  /**
   * @param asked position of this call among the calls of the walk @param again whether the page had been read before
   */
  take(page: number, answer: PageAnswer, asked: number, again: boolean): void {
    this.#answers += 1;
    // the Total of an empty page past the end is not reliable
    if (this.#total === null || page <= this.lastPage || answer.fresh > 0) this.#takeTotal(answer.total);
    if (this.#answers === 1) this.#shrunkMeanwhile = this.#shrunk;
    if (answer.count === 0) return;
    // a page that is read again repeats its own tasks, and a page past the end may return any page
    if (!again && page <= this.lastPage) {
      this.#shifted += answer.shifted;
      this.#scattered += answer.scattered;
    }
    const reading = { asked, answered: this.#answers, grown: this.#grown, shrunk: this.#shrunk };
    this.#readings[page] = [...this.#readingsOf(page), reading];
  }

  /**
   * Which of the two pages at the border after `page` to read again now: the one that was read first. Null when no task
   * can have crossed, or one of the two has been read again already.
   */
  openBorder(page: number): number | null {
    const [lower, higher] = [this.#readingsOf(page), this.#readingsOf(page + 1)];
    if (lower.length !== 1 || higher.length !== 1 || this.#mayHaveCrossed(page) === 0) return null;
    return (lower[0]?.answered ?? 0) < (higher[0]?.answered ?? 0) ? page : page + 1;
  }

  /** How many tasks may have crossed a border unseen, and the pages that end at those borders. */
  crossings(): Pick<Evidence, 'crossed' | 'risky'> {
    const risky: number[] = [];
    // the page before the pause was read again: what moved no further than that was seen
    let crossed = Math.max(0, this.#shrunkMeanwhile - this.#pageSize);
    for (let page = 1; page < this.#readings.length; page++) {
      const may = this.#mayHaveCrossed(page);
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

  /** Asked for each page, and hardly ever anything but 0: nothing crosses while nothing comes or goes. */
  #mayHaveCrossed(page: number): number {
    const isStill = this.#grown === 0 && this.#shrunk === 0;
    return isStill ? 0 : mayHaveCrossed(this.#readingsOf(page), this.#readingsOf(page + 1));
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
