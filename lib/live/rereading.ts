import type { PagesSoFar } from '../monitor/reading-memory.ts';

/** Share of the pages that may be read a second time, and the number that always may. */
const AGAIN_SHARE = 0.04;
export const AGAIN_ALWAYS = 2;
/** Pages to read before the rate of change seen so far is trusted. */
const PAGES_OF_PATIENCE = 50;

/** How many pages of one list may be read a second time, since a task may have crossed a border of theirs. */
export class Rereading {
  readonly #risky: readonly number[];
  readonly #pagesBefore: number;
  #openBorders: number;
  #readAgain: number;

  /** @param risky borders that may have hidden a task last time @param before what earlier sweeps of a lap have read */
  constructor(risky: readonly number[], before: PagesSoFar | null) {
    this.#risky = risky;
    this.#pagesBefore = before?.pagesRead ?? 0;
    this.#openBorders = before?.openBorders ?? 0;
    this.#readAgain = before?.readAgain ?? 0;
  }

  get soFar(): Pick<PagesSoFar, 'openBorders' | 'readAgain'> {
    return { openBorders: this.#openBorders, readAgain: this.#readAgain };
  }

  /** A task may have crossed another border. */
  isOpen(): void {
    this.#openBorders += 1;
  }

  /**
   * Whether one of the two pages at this border may be read again; it then counts as read. A border that may have hidden
   * a task last time is always checked; of the others, later ones are preferred, since they hide more.
   */
  affords(border: number, list: { readonly lastPage: number; readonly pagesRead: number }): boolean {
    const isAfforded = this.#risky.includes(border) || this.#isWorth(list);
    if (isAfforded) this.#readAgain += 1;
    return isAfforded;
  }

  #isWorth({ lastPage, pagesRead }: { readonly lastPage: number; readonly pagesRead: number }): boolean {
    const allRead = pagesRead + this.#pagesBefore;
    const left = Math.max(AGAIN_ALWAYS, Math.floor(lastPage * AGAIN_SHARE)) - this.#readAgain;
    const perPage = this.#openBorders / (allRead + PAGES_OF_PATIENCE);
    return left > 0 && left >= perPage * Math.max(0, lastPage - allRead);
  }
}
