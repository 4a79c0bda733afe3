/*
 * What reading the lists in one sweep leaves to the next reading. Plain data: it is kept in the state.
 */

/** Where the next sweep goes on when this one ran out of time. */
export interface Cursor {
  readonly walk: string;
  readonly page: number;
}

/** What the next sweep has to know of a list. */
export interface ListMemory {
  /** Pages at whose end a task may have been overlooked. */
  readonly risky: readonly number[];
  /** What one sweep alone may not conclude: counts that differ though nothing moved, or too much overlooked. */
  readonly doubt: 'none' | 'count-differs' | 'overlooked';
}

/** What the pages of one list have shown so far in a lap of several sweeps: numbers, no names. */
export interface PagesSoFar {
  /** The latest Total. */
  readonly total: number;
  /** Distinct tasks of each sweep, added up. */
  readonly seen: number;
  /** Answers whose Total differed from the previous one, and the sum of those differences. */
  readonly steps: number;
  readonly moved: number;
  readonly pagesRead: number;
  /**
   * Tasks that appeared again at the edge of a page, as after an insertion; and in the middle of one, which no change
   * of the list explains.
   */
  readonly shifted: number;
  readonly scattered: number;
  /** Tasks that may have crossed a border unseen. */
  readonly crossed: number;
  /** Borders at which one may have, and pages that were read again because of that. */
  readonly openBorders: number;
  readonly readAgain: number;
}

/** The shortest of so many round trips. */
export interface Shortest {
  /** Nothing when there are no samples. */
  readonly shortestMs: number;
  readonly samples: number;
}

/** What was learned of the network, worth carrying over to the next sweep. */
export interface NetworkMemory extends Shortest {
  /** The newer of the samples, by themselves: what is older is forgotten one day. */
  readonly newer?: Shortest | undefined;
}

/** Slots that are still held: the last calls. Milliseconds from a time by the clock on the wall (ISO 8601, UTC). */
export interface HeldSlots {
  readonly at: string;
  readonly freeInMs: readonly number[];
}

/** What one pacer leaves to that of a later sweep. */
export interface PacerMemory extends NetworkMemory {
  /** Absent when nobody knows who called last. */
  readonly held?: HeldSlots | undefined;
}
