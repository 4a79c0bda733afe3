import type { PublishResult } from '../metrics/backend.ts';
import type { HeartbeatOutcome } from '../metrics/heartbeat.ts';
import type { LapFigures } from '../monitor/lap-facts.ts';
import type { Tally } from '../monitor/tally.ts';
import type { StateOutcome } from './session/state-health.ts';

/** What one channel did with the messages of a sweep. */
export interface AlertOutcome {
  readonly type: string;
  /** Only if it differs from the type. */
  readonly name?: string;
  readonly ok: boolean;
  /** Messages accepted in this sweep. */
  readonly sent: number;
  /** Messages left for the next sweep; absent when there are none. */
  readonly waiting?: number;
  /** ISO 8601, UTC: nothing is sent before this time, because the channel asked for that or needs a human. */
  readonly waitingUntil?: string;
  readonly problem?: string;
}

/** The outcome of a sweep, as `relaywatch sweep --json` prints it and the functions return it. */
export interface SweepSummary {
  /**
   * Present when this sweep stopped at once, in which case the other fields mean nothing. `until` (ISO 8601) is set
   * when another sweep holds the lease.
   */
  readonly skipped?: { readonly reason: string; readonly until?: string };
  readonly tasks: Pick<Tally, 'total' | 'byStatus' | 'stoppedByReason'>;
  readonly sweep: {
    /** Every page was read, and few relays can have been missed. */
    readonly complete: boolean;
    /** Nothing changed while the lists were read. */
    readonly exact: boolean;
    /** Relays that may have been missed because the list changed while it was read; the next sweep finds them. */
    readonly overlooked: number;
    /** Why it is not complete, and what else there was no time for; one sentence each. */
    readonly reasons: readonly string[];
    readonly pages: number;
    readonly calls: number;
    readonly throttled: number;
    readonly durationMs: number;
    /** How far the lap has come; absent where each sweep reads all lists. The rest is then told of laps, too. */
    readonly lap?: LapFigures;
  };
  readonly incidents: { readonly open: number; readonly opened: number; readonly resolved: number };
  readonly metrics: readonly Omit<PublishResult, 'rejected'>[];
  readonly alerts: readonly AlertOutcome[];
  /** Whether the state could be loaded and saved; absent when none is kept. */
  readonly state?: StateOutcome;
  /** The outcome of the call to the dead-man service; absent when none was made. */
  readonly heartbeat?: HeartbeatOutcome;
}
