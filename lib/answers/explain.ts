import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import { Follower } from './follower.ts';
import { gapsOf } from './reach.ts';
import type { Standing, Story, StoryLine } from './story.ts';
import { type LinesContext, linesOf } from './story-lines.ts';
import type { AnswerSubject } from './subject.ts';
import { bySweep } from './sweeps.ts';

export interface ExplainContext extends LinesContext {
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  /** Only the fault of this time, the last one that had begun then. */
  readonly at?: UtcDateTime | undefined;
}

/** The story of a relay or a cause as the journal has it. Pure. @param entries oldest first, from `from` to `until` */
export function explain(entries: readonly JournalEntry[], subject: AnswerSubject, context: ExplainContext): Story {
  const follower = new Follower(subject);
  const lines: StoryLine[] = [];
  const beginnings: string[] = [];
  let standing: Standing = { is: 'unknown' };
  for (const sweep of bySweep(entries)) {
    const own = follower.take(sweep);
    if (own.begins) beginnings.push(sweep.at);
    lines.push(...linesOf(sweep.at, own, follower, context));
    if (context.at !== undefined && sweep.at <= context.at.toISO()) standing = follower.standing();
  }
  const gaps = gapsOf(entries, context.from, context.until);
  if (context.at === undefined) return { subject, lines, asOf: null, gaps };
  const at = context.at.toISO();
  return { subject, lines: linesThen(lines, beginnings, at), asOf: { at, ...standing }, gaps };
}

/** The lines of the fault that was there at a time. @param beginnings when each fault began, oldest first */
function linesThen(lines: readonly StoryLine[], beginnings: readonly string[], at: string): StoryLine[] {
  const begins = beginnings.findLast((one) => one <= at);
  const ends = beginnings.find((one) => one > at);
  return begins === undefined ? [] : lines.filter((one) => one.at >= begins && !(ends && one.at >= ends));
}
