import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import { Follower, faulty, type Own } from './follower.ts';
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
  const sightings: Sighting[] = [];
  const beginnings: Sighting[] = [];
  let standing: Standing = { is: 'unknown' };
  for (const sweep of bySweep(entries)) {
    const own = follower.take(sweep);
    const sighted = [...own.incidents, ...own.causes].map(({ since }) => ({ at: sweep.at, since }));
    if (own.begins) beginnings.push({ at: sweep.at, since: firstOf(sighted) ?? sweep.at });
    lines.push(...linesOf(sweep.at, own, follower, context));
    const isFirst = sightings.length === 0;
    sightings.push(...sighted);
    if (context.at === undefined) continue;
    if (sweep.at <= context.at.toISO()) standing = follower.standing();
    else if (isFirst) standing = standingBefore(subject, own, context.at.toISO()) ?? standing;
  }
  const gaps = gapsOf(entries, context.from, context.until);
  if (context.at === undefined) return { subject, lines, since: firstOf(sightings), asOf: null, gaps };
  const at = context.at.toISO();
  const isThen = faultAt(beginnings, at);
  const told = lines.filter(isThen);
  return { subject, lines: told, since: firstOf(sightings.filter(isThen)), asOf: { at, ...standing }, gaps };
}

/** When a sweep saw a fault, and since when that is. */
interface Sighting {
  readonly at: string;
  readonly since: string;
}

function firstOf(sightings: readonly Sighting[]): string | null {
  const [first] = sightings.map(({ since }) => since).toSorted();
  return first ?? null;
}

/** How it was at a time before the journal first has it; null when that is not known. */
function standingBefore({ kind }: AnswerSubject, { incidents, causes }: Own, at: string): Standing | null {
  if (kind === 'cause') return [...incidents, ...causes].some(({ since }) => since <= at) ? { is: 'open' } : null;
  const relay = incidents.find(({ since }) => since <= at);
  return relay ? faulty(relay) : null;
}

/**
 * Whether something is of the fault that was there at a time. Of one that began before the journal, there is no beginning in it.
 * @param beginnings oldest first
 */
function faultAt(beginnings: readonly Sighting[], at: string): (one: { readonly at: string }) => boolean {
  const place = beginnings.findLastIndex(({ since }) => since <= at);
  const begins = beginnings[place]?.at ?? '';
  const ends = beginnings[place + 1]?.at;
  return (one) => one.at >= begins && !(ends !== undefined && one.at >= ends);
}
