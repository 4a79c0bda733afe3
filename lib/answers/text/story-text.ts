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

/** How one language words each kind of line. */
export type LineTexts = {
  readonly [About in StoryLine['about']]: (line: Extract<StoryLine, { about: About }>) => Pieces;
};

export function lineBy(texts: LineTexts, line: StoryLine): Pieces {
  switch (line.about) {
    case 'relay':
      return texts.relay(line);
    case 'cause':
      return texts.cause(line);
    case 'decision':
      return texts.decision(line);
    case 'answer':
      return texts.answer(line);
    case 'change':
      return texts.change(line);
  }
}
