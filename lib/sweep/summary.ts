import type { PublishResult } from '../metrics/backend.ts';
import type { HeartbeatOutcome } from '../metrics/heartbeat.ts';
import type { Tally } from '../monitor/tally.ts';
import type { StateOutcome } from './session/state-health.ts';

/** What one channel did with the messages of a sweep. */
export interface AlertOutcome {
  readonly type: string;
  /** When it is not the type. */
  readonly name?: string;
  readonly ok: boolean;
  /** Messages accepted in this sweep. */
  readonly sent: number;
  /** Messages left for the next sweep; absent when there are none. */
  readonly waiting?: number;
  /** ISO 8601, UTC: nothing is sent to it before, as it asked for that or needs a human. */
  readonly waitingUntil?: string;
  readonly problem?: string;
}

/** The outcome of a sweep, as `relaywatch sweep --json` prints it and the functions return it. */
export interface SweepSummary {
  /** Present when this sweep left at once, and so all else says nothing. `until` (ISO 8601) when another holds the lease. */
  readonly skipped?: { readonly reason: string; readonly until?: string };
  readonly tasks: Pick<Tally, 'total' | 'byStatus' | 'stoppedByReason'>;
  readonly sweep: {
    /** Every page was read, and few relays may have been overlooked. */
    readonly complete: boolean;
    /** Nothing moved under way. */
    readonly exact: boolean;
    /** Relays that may have been overlooked, since the list changed under way; the next sweep finds them. */
    readonly overlooked: number;
    /** Why it is not complete, and what else there was no time for; a sentence each. */
    readonly reasons: readonly string[];
    readonly pages: number;
    readonly calls: number;
    readonly throttled: number;
    readonly durationMs: number;
  };
  readonly incidents: { readonly open: number; readonly opened: number; readonly resolved: number };
  readonly metrics: readonly Omit<PublishResult, 'rejected'>[];
  readonly alerts: readonly AlertOutcome[];
  /** Whether the state could be loaded and saved; absent when none is kept. */
  readonly state?: StateOutcome;
  /** What became of the call to the dead-man service; absent when there was none to make. */
  readonly heartbeat?: HeartbeatOutcome;
}
