import type { Reason } from './decision.ts';
import type { Ending, Incident } from './incident.ts';
import type { VerdictKind } from './judge.ts';
import type { Silence } from './mutes.ts';
import type { CauseScope, NotificationKind } from './notification.ts';
import type { TaskStatus } from './relay-task.ts';
import type { Severity } from './severity.ts';

/** What happened to one relay: its fault was seen, told, changed, or ended. */
export interface IncidentEntry {
  readonly kind: 'incident';
  readonly event: 'seen' | 'opened' | 'flapping' | 'changed' | Ending;
  readonly key: string;
  readonly region: string;
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly severity: Severity;
  /** ISO 8601, UTC: when the present fault was first seen. */
  readonly since: string;
  readonly causeKey: string | null;
  /** Of the whole incident so far. */
  readonly lostSeconds: number;
}

/** What happened to one cause. */
export interface CauseEntry {
  readonly kind: 'cause';
  readonly event: 'began' | 'changed' | 'over';
  readonly key: string;
  readonly scope: CauseScope;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly severity: Severity;
  readonly since: string;
  readonly affected: number;
}

/** Why on-call heard of it, or did not. */
export interface DecisionEntry {
  readonly kind: 'decision';
  readonly causeKey: string | null;
  readonly incidentKey: string | null;
  readonly reason: Reason;
  /** Of the message that was made; null where none was. */
  readonly message: NotificationKind | null;
}

/** How a channel answered to one message. */
export interface AnswerEntry {
  readonly kind: 'answer';
  readonly channel: string;
  readonly dedupKey: string;
  readonly message: NotificationKind;
  readonly accepted: boolean;
  /** The channel's receipt, or why it did not take the message, without secrets. */
  readonly said: string;
  /** It may have heard the message all the same: it gave no clear refusal, or the sweep that sent it died before it noted an answer. */
  readonly unclear?: 'no-answer' | 'sweep-died';
}

/** How the sweep itself went. */
export interface SweepEntry {
  readonly kind: 'sweep';
  readonly complete: boolean;
  readonly exact: boolean;
  readonly overlooked: number;
  readonly relays: number;
  readonly open: number;
  readonly durationMs: number;
  /** ISO 8601, UTC: the sweep before, whether it is in the journal or not; null when nothing was known of one. */
  readonly before?: string | null;
  /** What the sweep before knew was lost. */
  readonly degraded?: true;
}

/** How a relay was seen; `unseen`: it has an incident, and nothing showed it. `gone`: Live does not know it any more. */
export type SeenAs = TaskStatus | VerdictKind | 'gone' | 'unseen';

/** A source or destination, and how many relays of the account have it as the one and as the other; null where unknown. */
export type SightedPlace = readonly [origin: string, asSource: number | null, asDestination: number | null];

/**
 * Unix milliseconds of StartTime and EndTime, seconds of the relay's own retries (null where unknown), and the positions of its
 * source and destination in `places` (-1: none). `id` is its key without the region.
 */
export type SightedRelay = readonly [
  id: string,
  name: string,
  startMs: number | null,
  endMs: number | null,
  retrySeconds: number | null,
  source: number,
  destination: number,
];

/** Relays that were seen otherwise than before, as Live showed them: what another policy would have judged. */
export interface SightedEntry {
  readonly kind: 'sighted';
  /** Live's status in words; of what is no relay, its verdict. */
  readonly as: SeenAs;
  /** Live's reason verbatim. */
  readonly reason: string;
  /** Of what is no relay. */
  readonly severity?: Severity;
  readonly region: string;
  readonly standing?: true;
  readonly unlisted?: true;
  /** Relays of the account. */
  readonly of: number;
  readonly places: readonly SightedPlace[];
  readonly relays: readonly SightedRelay[];
}

/** Relays that were seen otherwise, without who they are: how many, from which of `places` (-1: none) to which. */
export interface CountedSighting extends Omit<SightedEntry, 'kind' | 'relays'> {
  readonly counts: readonly (readonly [source: number, destination: number, count: number])[];
}

/** What somebody changed by hand, between two sweeps. */
export interface ChangeEntry {
  readonly kind: 'change';
  readonly who?: string;
  readonly what: 'ack' | 'ack-undo' | 'silence-add' | 'silence-expire';
  readonly text: string;
  /** What a `silence-add` asks for. */
  readonly silence?: Silence;
  /** The id of a silence that was ended, or the cause that was acknowledged. */
  readonly of?: string;
}

/** Entries that there was no room for, so that a reader knows that something is missing. */
export interface LeftOutEntry {
  readonly kind: 'left-out';
  readonly count: number;
  /** How many relays were seen otherwise, and are not in the journal. */
  readonly relays?: number;
  /** As what and where these relays were seen, as far as there was room for that. */
  readonly sighted?: readonly CountedSighting[];
}

export type JournalFact =
  | IncidentEntry
  | CauseEntry
  | DecisionEntry
  | AnswerEntry
  | SweepEntry
  | SightedEntry
  | ChangeEntry
  | LeftOutEntry;

/** One line of the journal: what happened, and when it was found out (ISO 8601, UTC). */
export type JournalEntry = JournalFact & { readonly at: string };

export function incidentEntry(event: IncidentEntry['event'], incident: Incident): IncidentEntry {
  const { key, region, name, source, destination, verdict, reason, severity, since, causeKey, lostSeconds } = incident;
  return {
    kind: 'incident',
    event,
    key,
    region,
    name,
    source,
    destination,
    verdict,
    reason,
    severity,
    since,
    causeKey,
    lostSeconds,
  };
}
