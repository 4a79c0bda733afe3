import type { Cursor, ListMemory } from '../monitor/reading-memory.ts';
import type { Census } from './census.ts';
import type { PartRead } from './list-part.ts';
import type { TaskFilter } from './request.ts';
import type { Incompleteness } from './walk-verdict.ts';

/** One list to read from its first page to its last: a region, and optionally a filter. */
export interface Walk {
  readonly region: string;
  readonly filter: TaskFilter;
  /** Identifies the walk in cursors and messages. Contains no filter value, since a DstUrl may be secret. */
  readonly key: string;
}

export interface WalkResult {
  readonly walk: Walk;
  /** Every page was read, and few tasks can have been missed. */
  readonly complete: boolean;
  /** Nothing changed during the walk: what was seen is exactly what the list held. */
  readonly exact: boolean;
  /**
   * An estimate of the tasks that may have been missed because they crossed a page border or were created during the
   * walk.
   */
  readonly overlooked: number;
  /** Why the list was not read completely; empty when it was. */
  readonly incompleteness: readonly Incompleteness[];
  readonly pagesRead: number;
  readonly census: Census;
  /** For the next sweep. */
  readonly memory: ListMemory;
  /** Of a list that is read in laps: what the next sweep goes on from. */
  readonly part?: PartRead;
}

export interface PagesResult {
  readonly walks: readonly WalkResult[];
  /** Null when every walk was finished. */
  readonly cursor: Cursor | null;
}
