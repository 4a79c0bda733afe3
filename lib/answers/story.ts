import type { Reason } from '../monitor/decision.ts';
import type { AnswerEntry, CauseEntry, ChangeEntry, DecisionEntry, IncidentEntry } from '../monitor/journal-entry.ts';
import type { ActiveMute } from '../monitor/mutes.ts';
import type { Severity } from '../monitor/severity.ts';
import type { GapFact } from './reach.ts';
import type { AnswerSubject } from './subject.ts';

/** What is known of a relay or a cause, oldest first. Plain data without a word of our own: `lib/answers/text` tells it. */
export interface Story {
  readonly subject: AnswerSubject;
  readonly lines: readonly StoryLine[];
  /** ISO 8601, UTC: the first sighting of what is told, as the journal has it. Null when nothing is told. */
  readonly since: string | null;
  /** How it was at the time that was asked about; null when none was. */
  readonly asOf: AsOf | null;
  /** Where the journal does not reach, or left something out. */
  readonly gaps: readonly GapFact[];
}

/** One thing that a sweep found out, did or was told. `at`: when, ISO 8601, UTC. Names, reasons and receipts come from outside. */
export type StoryLine = { readonly at: string } & (RelayLine | CauseLine | DecisionLine | AnswerLine | ChangeLine);

/** What happened to a relay, or to some of a cause alike, and what today's policy says of it. */
export interface RelayLine
  extends Pick<
    IncidentEntry,
    'event' | 'verdict' | 'reason' | 'severity' | 'source' | 'destination' | 'since' | 'lostSeconds'
  > {
  readonly about: 'relay';
  /** Null for an end, and where no policy decides. */
  readonly rule: RuleFact | null;
  /** Of a cause: how many relays it happened to, and some of them. Null in the story of one relay. */
  readonly relays: { readonly count: number; readonly named: readonly RelayName[] } | null;
}

export interface RelayName {
  readonly key: string;
  readonly name: string;
}

/** What today's policy says of a fault, and in which lines of the configuration. */
export interface RuleFact {
  readonly severity: Severity;
  readonly severityLine: string;
  /** How long it has to last before it is told; null: it is told at once. */
  readonly wait: { readonly seconds: number; readonly line: string } | null;
  /** It was judged otherwise all the same. */
  readonly differs: boolean;
}

/** What happened to a cause. */
export interface CauseLine
  extends Pick<CauseEntry, 'event' | 'key' | 'scope' | 'verdict' | 'reason' | 'severity' | 'affected'> {
  readonly about: 'cause';
}

/** Whether on-call was to hear of it, and why. */
export interface DecisionLine extends Pick<DecisionEntry, 'message'> {
  readonly about: 'decision';
  readonly why: WhyFact;
  /** A channel answered to the message in the same sweep. */
  readonly answered: boolean;
}

type BareReason = Exclude<Reason, 'grew' | 'grew-too-little' | 'held-by-mute' | 'held-flapping' | 'not-long-enough'>;

/** The reason of a decision, with what today's configuration says of it. */
export type WhyFact =
  | { readonly reason: 'grew' | 'grew-too-little'; readonly factor: number; readonly least: number }
  /** `mute`: null when it cannot be told any more. */
  | { readonly reason: 'held-by-mute'; readonly mute: MuteFact | null }
  | { readonly reason: 'held-flapping'; readonly quietSeconds: number }
  | { readonly reason: 'not-long-enough'; readonly wait: WaitFact | null }
  | { readonly reason: BareReason };

/** A window or a silence that held messages back. */
export type MuteFact = Pick<ActiveMute, 'kind' | 'id' | 'name' | 'until'>;

export interface WaitFact {
  readonly seconds: number;
  /** The line of the configuration that says so. */
  readonly line: string;
  /** Two thirds of the relay's own retries count, if that is less. */
  readonly orRetries: boolean;
}

/** Whom it was told, with which receipt; or why not. */
export interface AnswerLine extends Pick<AnswerEntry, 'channel' | 'message' | 'accepted' | 'said'> {
  readonly about: 'answer';
  /** Of a message that was not taken: how it may have been heard all the same; null when it was not. */
  readonly unclear: NonNullable<AnswerEntry['unclear']> | null;
}

/** Who acknowledged a cause, or took that back. */
export interface ChangeLine extends Pick<ChangeEntry, 'what'> {
  readonly about: 'change';
  /** The cause, and what was said. */
  readonly comment: string;
  /** Null when it was not said. */
  readonly who: string | null;
}

/** How a relay or a cause was. */
export type Standing =
  | { readonly is: 'unknown' }
  | { readonly is: 'open' | 'not-open' }
  | { readonly is: 'over'; readonly event: IncidentEntry['event'] }
  | ({ readonly is: 'seen' } & Pick<IncidentEntry, 'since' | 'verdict' | 'reason'>)
  | ({ readonly is: 'faulty' } & Pick<IncidentEntry, 'since' | 'verdict' | 'reason' | 'severity' | 'causeKey'>);

export type AsOf = Standing & { readonly at: string };
