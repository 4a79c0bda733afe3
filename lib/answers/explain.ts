import type { UtcDateTime } from '../base/time.ts';
import type { IncidentEntry, JournalEntry } from '../monitor/journal-entry.ts';
import type { Policy } from '../monitor/policy.ts';
import { Follower } from './follower.ts';
import { reachSentences } from './reach.ts';
import { answerText, causeText, changeText, decisionText, relaysText, relayText } from './sentences.ts';
import type { AnswerSubject } from './subject.ts';
import { bySweep } from './sweeps.ts';

export interface StoryLine {
  /** ISO 8601, UTC: when the sweep found it out. */
  readonly at: string;
  readonly about: 'relay' | 'cause' | 'decision' | 'answer' | 'change';
  /** One sentence or a few. Names, reasons and receipts in it come from outside. */
  readonly text: string;
}

/** What is known of a relay or a cause, oldest first. Plain data: `explain --json` prints it. */
export interface Story {
  readonly subject: AnswerSubject;
  readonly lines: readonly StoryLine[];
  /** How it was at the time that was asked about; null when none was. */
  readonly asOf: string | null;
  /** Where the journal does not reach, or left something out. */
  readonly gaps: readonly string[];
}

export interface ExplainContext {
  readonly policy: Policy;
  /** What muted a relay at a time, in words, as far as that can still be told. */
  readonly muteOf: (relay: IncidentEntry, at: string) => string | null;
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
  let state: string | null = null;
  for (const sweep of bySweep(entries)) {
    const own = follower.take(sweep);
    if (own.begins) beginnings.push(sweep.at);
    lines.push(...linesOf(sweep.at, own, follower, context));
    if (context.at !== undefined && sweep.at <= context.at.toISO()) state = follower.state();
  }
  const gaps = reachSentences(entries, context.from, context.until);
  if (context.at === undefined) return { subject, lines, asOf: null, gaps };
  const at = context.at.toISO();
  return {
    subject,
    lines: linesThen(lines, beginnings, at),
    asOf: `At ${at}: ${state ?? 'no fault was known'}.`,
    gaps,
  };
}

/** The lines of the fault that was there at a time. @param beginnings when each fault began, oldest first */
function linesThen(lines: readonly StoryLine[], beginnings: readonly string[], at: string): StoryLine[] {
  const begins = beginnings.findLast((one) => one <= at);
  const ends = beginnings.find((one) => one > at);
  return begins === undefined ? [] : lines.filter((one) => one.at >= begins && !(ends && one.at >= ends));
}

/** The order in which people tell it: what was seen, what it belongs to, what was decided, who was told. */
function linesOf(
  at: string,
  { incidents, causes, decisions, answers, changes }: ReturnType<Follower['take']>,
  { subject, relay }: Follower,
  { policy, muteOf }: ExplainContext,
): StoryLine[] {
  const mute = relay && muteOf(relay, at);
  const seen =
    subject.kind === 'relay' ? incidents.map((one) => relayText(one, policy)) : relaysText(incidents, policy);
  return [
    ...seen.map((text) => ({ at, about: 'relay' as const, text })),
    ...causes.map((one) => ({ at, about: 'cause' as const, text: causeText(one) })),
    ...decisions.map((one) => {
      const isAnswered = answers.some(({ dedupKey, message }) => dedupKey === one.causeKey && message === one.message);
      return { at, about: 'decision' as const, text: decisionText(one, { policy, relay, mute }, isAnswered) };
    }),
    ...answers.map((one) => ({ at, about: 'answer' as const, text: answerText(one) })),
    ...changes.map((one) => ({ at, about: 'change' as const, text: changeText(one) })),
  ];
}
