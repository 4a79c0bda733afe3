import type { Language } from '../alerts/text/compose.ts';
import { explain } from '../answers/explain.ts';
import { mutesThen } from '../answers/mutes-then.ts';
import { notedSilences } from '../answers/noted-silences.ts';
import type { Story } from '../answers/story.ts';
import { type AnswerSubject, relaysNamed } from '../answers/subject.ts';
import type { UtcDateTime } from '../base/time.ts';
import { isoOf } from '../monitor/instants.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { MaintenanceWindow } from '../monitor/mutes.ts';
import type { Policy } from '../monitor/policy.ts';
import type { ExplainAsked, ExplainDocument, ExplainFound, SubjectView } from './explain-document.ts';
import type { Known } from './known.ts';
import { linesOfReceipts, standingNow } from './known-standing.ts';
import { type Show, showingBriefly } from './showing.ts';
import { shownFact } from './shown-story.ts';
import { lacksOf, toldOf } from './told-story.ts';

/** What the configuration says of faults and of mutes, today. */
export interface ExplainRules {
  readonly policy: Policy;
  readonly windows: readonly MaintenanceWindow[];
}

export interface ExplainView {
  readonly language: Language;
  readonly asked: ExplainAsked;
  /** The time that is asked about. */
  readonly at: UtcDateTime;
  readonly now: UtcDateTime;
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  readonly keepDays: number;
}

const MOST_MATCHES = 50;

/** What is known now of what is asked, besides the journal. */
type KnownNow = Pick<Known, 'causes' | 'incidents' | 'silences' | 'outbox'>;

/** Why on-call was told of something, or was not. Pure; its size is bounded. @param entries oldest first: what `storyEntries` keeps */
export function explainDocument(
  entries: readonly JournalEntry[],
  known: KnownNow,
  { policy, windows }: ExplainRules,
  view: ExplainView,
): ExplainDocument {
  const show = showingBriefly();
  const subjects = subjectsAsked(entries, known, view.asked);
  const [subject] = subjects;
  const muteOf = mutesThen(windows, [...known.silences, ...notedSilences(entries)]);
  const context = { policy, muteOf, from: view.from, until: view.until, at: view.at };
  const story = subject && subjects.length === 1 ? explain(entries, subject, context) : null;
  const asIs = story && view.asked.at === null ? completed(story, entries, known) : story;
  const matches = subjects.length > 1 ? subjects : [];
  return {
    ...frameOf(view, show),
    found: foundOf(subjects, asIs, story),
    subject: asIs && subjectView(asIs.subject, show),
    matches: matches.slice(0, MOST_MATCHES).map((one) => subjectView(one, show)),
    matchesLeftOut: Math.max(0, matches.length - MOST_MATCHES),
    ...toldOf(asIs, view.language, show),
    ...(matches.length > 0 ? { gaps: [], gapsLeftOut: 0 } : lacksOf(asIs, entries, view)),
  };
}

function frameOf({ language, asked, now, from, until, keepDays }: ExplainView, show: Show) {
  const frame = { version: 1, at: isoOf(now), language, from: isoOf(from), until: isoOf(until), keepDays } as const;
  return { ...frame, asked: { ...shownFact(asked, show), at: asked.at } };
}

/** A cause is known by its key alone, which is said of it wherever it occurs. */
function subjectsAsked(
  entries: readonly JournalEntry[],
  { causes, incidents }: KnownNow,
  { relay, cause }: ExplainAsked,
): readonly AnswerSubject[] {
  if (relay !== null) {
    const noted = entries.filter((one) => one.kind === 'incident');
    return relaysNamed([...incidents, ...noted], relay);
  }
  if (cause === null) return [];
  const isNoted = entries.some(({ kind }) => kind === 'cause' || kind === 'incident' || kind === 'answer');
  return isNoted || causes.some(({ key }) => key === cause) ? [{ kind: 'cause', key: cause }] : [];
}

/** With what the state says of the present: how it is now, and whom it was told when the journal has nothing of that. */
function completed(story: Story, entries: readonly JournalEntry[], known: KnownNow): Story {
  const standing = standingNow(story, entries, known);
  const asOf = story.asOf && { ...standing, at: story.asOf.at };
  const isOpen = standing.is === 'open' || standing.is === 'faulty' || standing.is === 'seen';
  if (story.lines.length > 0 || !isOpen) return { ...story, asOf };
  return { ...story, asOf, lines: linesOfReceipts(story.subject, known) };
}

function foundOf(subjects: readonly AnswerSubject[], asIs: Story | null, noted: Story | null): ExplainFound {
  if (subjects.length > 1) return 'several';
  if (asIs === null || noted === null) return 'nothing';
  if (noted.lines.length > 0) return 'story';
  const is = asIs.asOf?.is;
  return is === 'open' || is === 'faulty' || is === 'seen' ? 'no-history' : 'no-fault';
}

function subjectView(subject: AnswerSubject, show: Show): SubjectView {
  const { region, name } = subject.kind === 'relay' ? subject : { region: '', name: '' };
  return { kind: subject.kind, key: show(subject.key), region: show(region), name: show(name) };
}
