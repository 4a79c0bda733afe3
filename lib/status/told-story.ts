import type { Language } from '../alerts/text/compose.ts';
import { type GapFact, gapsOf } from '../answers/reach.ts';
import type { Story, StoryLine } from '../answers/story.ts';
import { STORY_TEXTS } from '../answers/text/languages.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { ExplainDocument } from './explain-document.ts';
import type { Show } from './showing.ts';
import { shownFact } from './shown-story.ts';

const MOST_LINES = 200;
const MOST_GAPS = 20;

/** The time that is read, and the reader's language. */
interface Asked {
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  readonly language: Language;
}

/** A story in the words of a language: how it was, and what happened. */
export function toldOf(
  story: Story | null,
  language: Language,
  show: Show,
): Pick<ExplainDocument, 'asOf' | 'since' | 'lines' | 'linesLeftOut' | 'leftOutAfter'> {
  const texts = STORY_TEXTS[language];
  const { lines, leftOut, after } = capped(story?.lines ?? []);
  const asOf = story?.asOf ? shownFact(story.asOf, show) : null;
  return {
    asOf: asOf && { ...asOf, text: texts.asOf(asOf) },
    since: story?.since ?? null,
    lines: lines.map((line) => {
      const shown = shownFact(line, show);
      return { ...shown, text: texts.line(shown) };
    }),
    linesLeftOut: leftOut,
    leftOutAfter: after,
  };
}

/** What the journal lacks. Where it knows nothing, it has to say how far it reaches; among several, the reader has yet to choose. */
export function lacksOf(
  story: Story | null,
  entries: readonly JournalEntry[],
  { from, until, language }: Asked,
): Pick<ExplainDocument, 'gaps' | 'gapsLeftOut'> {
  const all = story?.gaps ?? gapsOf(entries, from, until);
  const gaps = all.filter((gap) => isOfConcern(gap, story?.since ?? null));
  const gapsLeftOut = Math.max(0, gaps.length - MOST_GAPS);
  const { gap: gapText } = STORY_TEXTS[language];
  return { gaps: gaps.slice(gapsLeftOut).map((gap) => ({ ...gap, text: gapText(gap) })), gapsLeftOut };
}

/** What is missing before the first sighting of what is told says nothing about that. */
function isOfConcern(gap: GapFact, since: string | null): boolean {
  return since === null || !('until' in gap) || gap.until > since;
}

/** How it began and how it went on last matter most. */
function capped(lines: readonly StoryLine[]) {
  const leftOut = Math.max(0, lines.length - MOST_LINES);
  const after = leftOut === 0 ? lines.length : MOST_LINES / 2;
  return { lines: [...lines.slice(0, after), ...lines.slice(after + leftOut)], leftOut, after };
}
