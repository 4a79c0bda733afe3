import type { Acknowledgement } from './acknowledgement.ts';
import type { Ending } from './incident.ts';
import type { VerdictKind } from './judge.ts';
import type { ReportFacts } from './report-figures.ts';
import type { ToldSeverity } from './severity.ts';

/**
 * What a message is for. `open`, `growth`, `reminder` and `flapping` page; `update` changes what was told without a page;
 * `resolved` ends it. `summary` (stops that were there before watching began), `mute-ended`, `channel-broken`,
 * `state-broken` and `report` (what happened in a time, by schedule) tell once.
 */
export type NotificationKind =
  | 'open'
  | 'growth'
  | 'reminder'
  | 'update'
  | 'flapping'
  | 'resolved'
  | 'summary'
  | 'mute-ended'
  | 'channel-broken'
  | 'state-broken'
  | 'report';

/** Why a message was made: the decision behind its kind, the gravest if there were several. */
export type Why =
  /** Nobody was told of this cause yet. */
  | 'first'
  /** More serious than told; more relays; a region that was not told. */
  | 'worsened'
  | 'grew'
  | 'spread'
  /** Other channels were told; this one is named by the routes for the first time. */
  | 'newly-routed'
  /** Nothing is new, but it was last told long ago. */
  | 'reminder-due'
  /** Nothing is new, and somebody works on it. */
  | 'acknowledged'
  /** What is new, if anything, is held back by a mute. */
  | 'muted'
  | 'nothing-new'
  /** Its last relay is no longer faulty. */
  | 'all-over'
  /** It was there before watching began. */
  | 'before-watching'
  | 'mute-over'
  | 'channel-broken'
  | 'channel-works'
  | 'channel-removed'
  | 'state-broken'
  | 'state-works'
  | 'report-due'
  | 'test';

/** What the incidents of a cause have in common. `value` is a host (`rtmp://push-3.example.com`), a name, or empty. */
export interface CauseScope {
  readonly by:
    | 'source'
    | 'destination'
    | 'region-reason'
    | 'account'
    | 'expectation'
    | 'watched-account'
    | 'monitor'
    | 'channel'
    | 'state'
    | 'mute'
    | 'report';
  readonly value: string;
}

/** One relay, as a message may show it: no URL, only scheme and host. */
export interface RelayExample {
  readonly region: string;
  readonly taskId: string;
  readonly name: string;
  /** Live's reason verbatim, or `none`. */
  readonly reason: string;
  /** For example `rtmp://source-3.example.com`; empty when unknown. */
  readonly source: string;
  readonly destination: string;
  /** ISO 8601, UTC: when it was first seen faulty. */
  readonly since: string;
}

export interface TimelineEntry {
  readonly at: string;
  readonly event: 'stopped' | 'told' | 'grew' | 'worsened' | 'flapping' | 'recovered' | 'resolved';
  /** Relays affected at that time. */
  readonly affected: number;
}

/** How the incidents of a resolved cause ended, counted. An older relaywatch leaves out what it does not know. */
export type Endings = Readonly<Partial<Record<Ending, number>>>;

/** One message on one cause, as plain data: it waits in the outbox, and each channel composes its own text of it. */
export interface Notification {
  /** Of this message: the same on every try, another for every message. Letters, digits, `_` and `-`. */
  readonly id: string;
  /** Of the cause: the same on all its messages. Letters, digits, `_` and `-`, at most 64. */
  readonly dedupKey: string;
  readonly kind: NotificationKind;
  /** Whose relays it is about, where several accounts are watched. Set when it leaves. */
  readonly account?: string;
  /** What the configuration says about that account. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent in what an older relaywatch left waiting. */
  readonly why?: Why;
  readonly severity: ToldSeverity;
  /** ISO 8601, UTC: when it was decided. */
  readonly at: string;
  /** ISO 8601, UTC: since when the first relay has been faulty. */
  readonly since: string;
  readonly verdict: VerdictKind;
  /** Live's reason verbatim; `none` without one; `several` when they differ. */
  readonly reason: string;
  readonly scope: CauseScope;
  /** Regions of the relays, sorted. */
  readonly regions: readonly string[];
  /** Relays faulty now; of a `resolved`, how many were. */
  readonly affected: number;
  /** Relays that share the scope; null when that is not known. */
  readonly total: number | null;
  /** At most five. */
  readonly examples: readonly RelayExample[];
  readonly timeline: readonly TimelineEntry[];
  /** Of a `resolved`, else null. */
  readonly endings: Endings | null;
  /** Of a `resolved`: from first fault to end; else null. */
  readonly durationSeconds: number | null;
  /** A sentence of ours that fits nowhere else, such as what a window muted; else null. */
  readonly note: string | null;
  /** The channel that did not accept it, and in whose place it is sent here. Absent: it was routed here. */
  readonly insteadOf?: { readonly channel: string; readonly problem: string | null };
  /** Of a `channel-broken`: how the channel answered. */
  readonly trouble?: { readonly tries: number; readonly problem: string | null };
  /** Of a `report`: the time that it is about, and its figures. */
  readonly report?: ReportFacts;
  /** Who worked on the cause until this message told what is new of it. Absent: nobody. */
  readonly acknowledged?: Omit<Acknowledgement, 'causeKey'>;
  /** State could not be read: this may repeat what was told. */
  readonly degraded: boolean;
  /** Sent by `relaywatch test-alert`. */
  readonly test: boolean;
}

export const EXAMPLES_SHOWN = 5;
