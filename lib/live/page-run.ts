/** What an answer tells of the list. */
export interface PageFacts {
  /** Tasks on the page. */
  readonly count: number;
  /** Tasks on it that the walk had not seen before. */
  readonly fresh: number;
}

/**
 * Goes through pages from one up to, and not including, another, until the list ends. Pure.
 *
 * The list ends with what it brings, not with what Total says: past the last page by Total with a page that is not full or
 * brings nothing new; before it with two pages in a row that bring nothing new. Once a page before it was short, Total is
 * in doubt, and pages are asked for one at a time.
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

  /** Whether a page is left to ask for, now or once an answer has come. */
  isOpen(lastPage: number): boolean {
    return !this.#ended && this.#next < this.#before && (this.#next <= lastPage || this.#next === this.#lastFull + 1);
  }

  /** The first page that was not asked for. */
  get nextPage(): number {
    return this.#next;
  }

  /** The next page; null when none may be asked for now. @param lastPage by the latest Total */
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
    if (page < lastPage && count < this.#pageSize) this.#firstShort = Math.min(this.#firstShort, page);
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

  /** The page was not read, and nothing is known of why. */
  abandoned(page: number): void {
    this.#underWay -= 1;
    this.#next = Math.min(this.#next, page);
  }
}
