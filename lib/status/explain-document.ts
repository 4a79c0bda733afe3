import type { Language } from '../alerts/text/compose.ts';
import type { GapFact } from '../answers/reach.ts';
import type { AsOf, StoryLine } from '../answers/story.ts';
import type { Pieces } from '../answers/text/pieces.ts';

/*
 * What `/api/v1/explain` gives and the page shows: why on-call was told of a relay or a cause, or was not. docs/status.md describes it;
 * within version 1 fields are only added. Times are ISO 8601 in UTC. Texts from outside are one visible line each, and still no markup.
 */

/** What is asked: a relay by its region and id, its id or its name (patterns, too), or a cause by its key; one of them is null. */
export interface ExplainAsked {
  readonly relay: string | null;
  readonly cause: string | null;
  /** Null: now. */
  readonly at: string | null;
}

export type ExplainFound =
  /** There is something to tell. */
  | 'story'
  /** It is known, but had no fault at that time. */
  | 'no-fault'
  /** It is open, but the journal has nothing of it. */
  | 'no-history'
  /** The word means several relays. */
  | 'several'
  /** Nothing with this name is known. */
  | 'nothing';

export interface ExplainDocument {
  readonly version: 1;
  readonly at: string;
  readonly language: Language;
  readonly asked: ExplainAsked;
  readonly found: ExplainFound;
  /** The part of the journal that was read. */
  readonly from: string;
  readonly until: string;
  /** How long the journal is kept. */
  readonly keepDays: number;
  /** Null when nothing, or several were found. */
  readonly subject: SubjectView | null;
  /** Of several: which there are. */
  readonly matches: readonly SubjectView[];
  readonly matchesLeftOut: number;
  /** How it was at that time. */
  readonly asOf: (AsOf & Told) | null;
  /** First sighting of what is told; null where nothing is. */
  readonly since: string | null;
  /** Oldest first. */
  readonly lines: readonly LineView[];
  /** Lines from the middle that had no room, and the number of those before them. */
  readonly linesLeftOut: number;
  readonly leftOutAfter: number;
  /** Where the journal does not reach. */
  readonly gaps: readonly (GapFact & Told)[];
  readonly gapsLeftOut: number;
}

export interface SubjectView {
  readonly kind: 'relay' | 'cause';
  readonly key: string;
  /** Empty for a cause. */
  readonly region: string;
  readonly name: string;
}

/** Something in words of the document's language. */
export interface Told {
  readonly text: Pieces;
}

export type LineView = StoryLine & Told;
