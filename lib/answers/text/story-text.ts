import type { GapFact } from '../reach.ts';
import type { AsOf, StoryLine, WhyFact } from '../story.ts';
import type { Pieces } from './pieces.ts';

/** What tells a story in one language, a sentence or a few for each of its parts. */
export interface StoryText {
  readonly line: (line: StoryLine) => Pieces;
  readonly why: (why: WhyFact) => Pieces;
  readonly asOf: (asOf: AsOf) => Pieces;
  readonly gap: (gap: GapFact) => Pieces;
}
