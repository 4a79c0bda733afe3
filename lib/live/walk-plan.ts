import { LAST_EPOCH } from './census.ts';

/** Times that pages which may have shifted are read again before the list is called unsteady. */
const MOST_ROUNDS = 3;
/** Pages that may fail one after another, each after all its retries, before the rest is left alone. */
const MOST_FAILURES_IN_A_ROW = 3;

export interface Incompleteness {
  readonly code: 'page-failed' | 'total-moved' | 'count-differs' | 'call-failed' | 'deadline';
  readonly text: string;
}

/**
 * Decides which page of one list to read next, until the list is read completely or is known not to hold still. Pure.
 *
 * Paging is by offset and the list may change under way: then tasks cross page borders unseen. So pages read under
 * another Total than the latest are read again (each change of Total starts an *epoch*), and complete means: every page
 * was read in one epoch, and the distinct tasks seen in it are as many as its Total says.
 */
export class WalkPlan {
  readonly #pageSize: number;
  readonly #startPage: number;
  #total: number | null = null;
  #epoch = 1;
  #epochOfPage: number[] = [];
  #onward: number[];
  #wrapped: number[] = [];
  readonly #underWay = new Set<number>();
  readonly #failed = new Map<number, string>();
  #failuresInARow = 0;
  #rounds = 0;
  #staleBefore = Number.POSITIVE_INFINITY;
  #pagesRead = 0;
  #outcome: 'open' | 'complete' | Incompleteness[] = 'open';

  constructor(pageSize: number, startPage = 1) {
    this.#pageSize = pageSize;
    this.#startPage = startPage;
    this.#onward = [startPage];
  }

  get epoch(): number {
    return this.#epoch;
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
  get pagesRead(): number {
    return this.#pagesRead;
  }

  get finished(): boolean {
    return this.#outcome !== 'open';
  }

  get complete(): boolean {
    return this.#outcome === 'complete';
  }

  /** Why the list was not read completely; empty when it was. */
  get incompleteness(): readonly Incompleteness[] {
    return Array.isArray(this.#outcome) ? this.#outcome : [];
  }

  /** Where to go on when time ran out: the first page in order of reading that was not read; 1 when all were. */
  get resumePage(): number {
    return this.#onward[0] ?? this.#wrapped[0] ?? 1;
  }

  /** Whether pages are left that come before the wrapped ones of every list. */
  get hasOnwardPages(): boolean {
    return this.#onward.length > 0;
  }

  /**
   * A page to read now; null when there is nothing to do before an answer comes.
   * @param wrapped whether pages before the start page may be read already (those of other lists come first)
   */
  next(wrapped: boolean): number | null {
    if (this.finished) return null;
    const page = this.#onward.shift() ?? (wrapped ? this.#wrapped.shift() : undefined);
    if (page === undefined) return null;
    this.#underWay.add(page);
    return page;
  }

  /** Takes an answer to `page`. @returns the epoch in which its tasks were seen */
  answered(page: number, answer: { readonly total: number; readonly count: number }): number {
    this.#underWay.delete(page);
    this.#failed.delete(page);
    this.#failuresInARow = 0;
    this.#pagesRead += 1;
    this.#takeTotal(answer.total);
    this.#epochOfPage[page] = this.#epoch;
    // the list ends where a page is short, whatever Total says
    if (answer.count >= this.#pageSize && page >= this.lastPage) this.#enqueue(page + 1);
    return this.#epoch;
  }

  /** `page` could not be read, all retries included. */
  pageFailed(page: number, text: string): void {
    this.#underWay.delete(page);
    this.#failed.set(page, text);
    this.#failuresInARow += 1;
    if (this.#total === null || this.#failuresInARow >= MOST_FAILURES_IN_A_ROW)
      this.stop({ code: 'page-failed', text });
  }

  /** `page` was not read and nothing is known of why: time ran out. */
  pageAbandoned(page: number): void {
    this.#underWay.delete(page);
    const queue = page < this.#startPage ? this.#wrapped : this.#onward;
    queue.push(page);
    queue.sort((a, b) => a - b);
  }

  /** Ends the walk before it is complete. */
  stop(why: Incompleteness): void {
    if (!this.finished) this.#outcome = [why];
  }

  /**
   * To be called when no page is queued or under way: decides whether the list was read completely, or what to read again.
   * @param seenInEpoch distinct tasks whose latest sighting was in the present epoch
   */
  settle(seenInEpoch: () => number): void {
    if (
      this.finished ||
      this.#total === null ||
      this.#underWay.size > 0 ||
      this.#onward.length + this.#wrapped.length > 0
    )
      return;
    let stale = this.#stalePages();
    const seen = seenInEpoch();
    if (stale.length === 0 && seen === this.#total) {
      this.#outcome = 'complete';
      return;
    }
    const why = this.#whyNot(stale, seen);
    // when each round leaves as many pages stale as the one before, the list changes faster than it can be read
    const converges = stale.length < this.#staleBefore * 0.75 || this.#rounds === 0;
    if (this.#rounds >= MOST_ROUNDS || !converges || this.#epoch >= LAST_EPOCH) {
      this.#outcome = why;
      return;
    }
    if (stale.length === 0) {
      this.#epoch += 1;
      stale = this.#stalePages();
    }
    this.#rounds += 1;
    this.#staleBefore = stale.length;
    for (const page of stale) this.#enqueue(page);
  }

  #takeTotal(total: number): void {
    if (this.#total === null) {
      this.#total = total;
      for (let page = this.#startPage + 1; page <= this.lastPage; page++) this.#onward.push(page);
      for (let page = 1; page < Math.min(this.#startPage, this.lastPage + 1); page++) this.#wrapped.push(page);
    } else if (total !== this.#total) {
      const before = this.lastPage;
      this.#total = total;
      this.#epoch = Math.min(LAST_EPOCH, this.#epoch + 1);
      for (let page = before + 1; page <= this.lastPage; page++) this.#enqueue(page);
    }
  }

  #enqueue(page: number): void {
    if (this.#underWay.has(page) || this.#onward.includes(page) || this.#wrapped.includes(page)) return;
    if (this.#epochOfPage[page] !== this.#epoch) this.#onward.push(page);
  }

  #stalePages(): number[] {
    const stale: number[] = [];
    for (let page = 1; page <= Math.max(1, this.lastPage); page++)
      if (this.#epochOfPage[page] !== this.#epoch) stale.push(page);
    return stale;
  }

  #whyNot(stale: readonly number[], seen: number): Incompleteness[] {
    const failures = [...this.#failed.entries()].filter(([page]) => stale.includes(page));
    const [first] = failures;
    if (first)
      return [
        {
          code: 'page-failed',
          text: `${failures.length} of ${this.lastPage} pages could not be read, page ${first[0]} first: ${first[1]}`,
        },
      ];
    if (stale.length > 0) {
      return [
        {
          code: 'total-moved',
          text: `the list changed under way: Total moved (now ${this.#total}), and ${stale.length} of ${this.lastPage} pages may have shifted`,
        },
      ];
    }
    return [{ code: 'count-differs', text: `${seen} distinct tasks were read, but Total says ${this.#total}` }];
  }
}
