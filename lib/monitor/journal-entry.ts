import type { Reason } from './decision.ts';
import type { Ending, Incident } from './incident.ts';
import type { VerdictKind } from './judge.ts';
import type { CauseScope, NotificationKind } from './notification.ts';
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
}

/** What somebody changed by hand, between two sweeps. */
export interface ChangeEntry {
  readonly kind: 'change';
  readonly who?: string;
  readonly what: 'ack' | 'ack-undo' | 'silence-add' | 'silence-expire';
  readonly text: string;
}

/** Entries that there was no room for, so that a reader knows that something is missing. */
export interface LeftOutEntry {
  readonly kind: 'left-out';
  readonly count: number;
}

export type JournalFact =
  | IncidentEntry
  | CauseEntry
  | DecisionEntry
  | AnswerEntry
  | SweepEntry
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
