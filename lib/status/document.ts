import type { Language } from '../alerts/text/compose.ts';
import type { Phase } from '../monitor/incident.ts';
import type { VerdictKind } from '../monitor/judge.ts';
import type { LapProgress } from '../monitor/lap-facts.ts';
import type { CauseScope, TimelineEntry } from '../monitor/notification.ts';
import type { TaskStatus } from '../monitor/relay-task.ts';
import type { Severity } from '../monitor/severity.ts';

/*
 * What `/api/v1/status` gives and the page shows: the same figures. docs/status.md describes it; within version 1 fields are
 * only added. Times are ISO 8601 in UTC. Texts from outside are one visible line each, and still no markup; many long ones are cut.
 */

export interface StatusDocument {
  readonly version: 1;
  /** When this document was created. */
  readonly at: string;
  readonly language: Language;
  readonly monitor: MonitorHealth;
  readonly open: OpenCounts;
  /** The most severe first, then the largest. */
  readonly causes: readonly CauseView[];
  /** Open causes that are not among `causes`. */
  readonly causesLeftOut: number;
  /** Faults that a mute holds back, so nobody was told about them. */
  readonly held: MembersView;
  readonly mutes: readonly MuteView[];
  readonly mutesLeftOut: number;
  /** Null before the first sweep came to its end. */
  readonly fleet: FleetView | null;
}

/** What is wrong with the monitor itself, worst first. */
export type MonitorProblem =
  | 'never-swept'
  | 'late'
  | 'blind'
  | 'state-broken'
  | 'channel-broken'
  | 'undelivered'
  | 'incomplete';

export interface MonitorHealth {
  /** Empty while all is well. */
  readonly problems: readonly MonitorProblem[];
  readonly lastSweep: LastSweep | null;
  /** Where several sweeps read the lists together; else null. What `lastSweep` has of completeness is then told of laps, too. */
  readonly lap: LapView | null;
  /** A last sweep older than this is late. */
  readonly lateAfterSeconds: number;
  readonly sweepingNow: boolean;
  /** What relaywatch cannot see, and why. */
  readonly blind: readonly BlindSpot[];
  readonly channels: readonly ChannelView[];
  /** Age of the oldest message that no channel has accepted; 0 without one. */
  readonly oldestUndeliveredSeconds: number;
}

export interface LastSweep {
  readonly at: string;
  readonly ageSeconds: number;
  readonly complete: boolean;
  readonly exact: boolean;
  readonly overlooked: number;
  readonly durationSeconds: number;
  readonly pages: number;
  readonly calls: number;
  readonly throttled: number;
  /** Those that ask for single relays are in it, too, for which there is a limit of its own. */
  readonly callsPerSecond: number;
  readonly pagesPerSecond: number;
  readonly limitPerSecond: number;
}

/** The lap that is under way. */
export interface LapView extends Omit<LapProgress, 'last'> {
  /** The last one that came to its end; null before the first one has. */
  readonly last: (NonNullable<LapProgress['last']> & { readonly endedAt: string; readonly ageSeconds: number }) | null;
}

export interface BlindSpot {
  readonly name: string;
  readonly region: string;
  readonly reason: string;
  readonly since: string;
}

export interface ChannelView {
  readonly name: string;
  readonly state: 'works' | 'waiting' | 'broken';
  readonly waiting: number;
  readonly brokenSince: string | null;
  /** Why it did not accept the last message; null when it did. */
  readonly problem: string | null;
}

export interface OpenCounts {
  readonly relays: number;
  readonly causes: number;
  readonly critical: number;
  readonly warning: number;
  readonly info: number;
  /** Faulty, but not yet for long enough to be reported. */
  readonly pending: number;
  readonly held: number;
}

export interface MembersView {
  readonly affected: number;
  readonly members: readonly MemberView[];
  /** Relays that are not among `members`. */
  readonly membersLeftOut: number;
}

export interface CauseView extends MembersView {
  /** The key in `/cause/<key>`, and the dedup key of its messages. */
  readonly key: string;
  readonly severity: Exclude<Severity, 'none'>;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly scope: CauseScope;
  readonly flapping: boolean;
  readonly since: string;
  readonly most: number;
  readonly regions: readonly string[];
  /** The same wording as in messages. */
  readonly text: CauseText;
  readonly timeline: readonly TimelineEntry[];
  readonly told: readonly ToldView[];
  /** Channels that have yet to accept a message about it. */
  readonly waiting: readonly string[];
  /** Who works on it, so that nobody is reminded of it; null when nobody has said so. */
  readonly acknowledged: AcknowledgedView | null;
  /** Names of the mutes that hold some of its relays. */
  readonly mutedBy: readonly string[];
  /** The silences among them, which can be ended. */
  readonly silences: readonly SilenceView[];
  /** Whether it can be acknowledged: what was there before watching began cannot. */
  readonly canAcknowledge: boolean;
  /** What a silence of this cause would match; null where none can be made. */
  readonly silenceMatches: string | null;
  /** Channels that heard of it and keep an acknowledgement of their own. */
  readonly acknowledgeAlsoIn: readonly string[];
}

export interface SilenceView {
  readonly id: string;
  /** Empty when it was not said; so is `by`. */
  readonly comment: string;
  readonly by: string;
  readonly since: string;
  /** Null: until everything it matches has recovered. */
  readonly until: string | null;
}

export interface AcknowledgedView {
  readonly at: string;
  /** Empty when it was not said. */
  readonly by: string;
  readonly comment: string;
}

export interface CauseText {
  readonly title: string;
  readonly lines: readonly string[];
  readonly steps: readonly string[];
  /** The last step as a command line to copy; null when there is none. */
  readonly command: string | null;
  /** The vendor's console. */
  readonly console: string;
}

export interface ToldView {
  readonly channel: string;
  readonly at: string;
  /** It gave no clear answer. */
  readonly unsure: boolean;
}

export interface MemberView {
  readonly region: string;
  readonly taskId: string;
  readonly name: string;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly severity: Severity;
  readonly phase: Phase;
  readonly source: string;
  readonly destination: string;
  readonly since: string;
  /** Whether it was faulty when last seen. */
  readonly down: boolean;
  readonly stops: number;
  readonly lostSeconds: number;
  readonly mutedBy: string | null;
}

export interface MuteView {
  readonly kind: 'window' | 'silence';
  readonly name: string;
  readonly since: string;
  /** Null: until everything it matches has recovered. */
  readonly until: string | null;
  /** `name studio-*, region cn-shanghai`; empty when it mutes everything. */
  readonly matches: string;
  /** Number of faults that it has held back so far. */
  readonly held: number;
}

export interface FleetView {
  readonly at: string;
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<TaskStatus, number>>>;
  readonly regions: readonly RegionView[];
  readonly byVerdict: Readonly<Record<string, number>>;
}

export interface RegionView {
  readonly region: string;
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<TaskStatus, number>>>;
  /** Stopped relays by Live's reason; reasons without any are left out. */
  readonly stoppedByReason: Readonly<Record<string, number>>;
}
