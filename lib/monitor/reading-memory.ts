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
