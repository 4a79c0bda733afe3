/** What an answer reveals about the list. */
export interface PageFacts {
  /** Tasks on the page. */
  readonly count: number;
  /** Tasks on it that the walk sees for the first time. */
  readonly fresh: number;
}

/**
 * Reads pages from `from` up to, but not including, `before`, until the list is exhausted. Pure.
 *
 * The end of the list is judged by what pages contain rather than by Total: past the last page according to Total, a
 * page that is not full or has nothing new ends it; before that, two pages in a row without anything new. Once an
 * earlier page was short, Total is in doubt, and pages are requested one at a time.
 */
export class PageRun {
  readonly #pageSize: number;
  readonly #before: number;
  #next: number;
  #lastFull = 0;
  #firstShort = Number.POSITIVE_INFINITY;
  #lastBarren = Number.NEGATIVE_INFINITY;
  #underWay = 0;
  #ended = false;

  constructor(pageSize: number, from: number, before = Number.POSITIVE_INFINITY) {
    this.#pageSize = pageSize;
    this.#next = from;
    this.#before = before;
  }

  /** Whether there is a page left to request, now or after an answer has arrived. */
  isOpen(lastPage: number): boolean {
    return !this.#ended && this.#next < this.#before && (this.#next <= lastPage || this.#next === this.#lastFull + 1);
  }

  /** The first page that has not been requested. */
  get nextPage(): number {
    return this.#next;
  }

  /** The next page to request; null when none may be requested now. @param lastPage by the latest Total */
  next(lastPage: number): number | null {
    if (!this.isOpen(lastPage)) return null;
    if (this.#next > this.#firstShort && this.#underWay > 0) return null;
    this.#underWay += 1;
    this.#next += 1;
    return this.#next - 1;
  }

  answered(page: number, { count, fresh }: PageFacts, lastPage: number): void {
    this.#underWay -= 1;
    if (count >= this.#pageSize && fresh > 0) this.#lastFull = Math.max(this.#lastFull, page);
    if (page >= lastPage && (count < this.#pageSize || fresh === 0)) this.#ended = true;
    if (count < this.#pageSize) this.#firstShort = Math.min(this.#firstShort, page);
    if (fresh > 0) return;
    if (Math.abs(page - this.#lastBarren) === 1) this.#ended = true;
    this.#lastBarren = page;
  }

  /** The page could not be read. @returns whether that matters: past the last page there is nothing to read */
  failed(page: number, lastPage: number): boolean {
    this.#underWay -= 1;
    if (page <= lastPage) return true;
    this.#ended = true;
    return false;
  }

  /** The page was not read, for a reason that is unknown. */
  abandoned(page: number): void {
    this.#underWay -= 1;
    this.#next = Math.min(this.#next, page);
  }
}
