import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { Pending } from '../../monitor/outbox.ts';
import type { ToldUnknown } from '../../monitor/told-again.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { StateOutcome } from './state-health.ts';
import type { StateNews } from './state-news.ts';
import type { ToldLately } from './told-lately.ts';

/** What one sweep leaves to the next. */
export interface Remembered
  extends Pick<
    Snapshot,
    'outbox' | 'cursor' | 'pacers' | 'positions' | 'lists' | 'rivals' | 'sighted' | 'looks' | 'report' | 'lap'
  > {
  readonly watch: WatchState;
  /** The metrics of this sweep; null before they are known. */
  readonly points: readonly MetricPoint[] | null;
}

/** What a look between two saves of a session arrived at. */
export type Reached = Pick<Remembered, 'watch' | 'outbox' | 'looks'>;

/** Messages that may have been heard, and whose answers no sweep has lived to note. */
export interface DiedTelling {
  /** When the sweep that sent them began: its entries in the journal have this time, if it lived to write any. */
  readonly at: string;
  readonly messages: readonly Pending[];
}

/** The state as one sweep uses it: loaded and leased at the start, saved before and after telling. */
export interface StateSession
  extends Pick<
    Snapshot,
    'watch' | 'outbox' | 'cursor' | 'positions' | 'lists' | 'rivals' | 'sighted' | 'looks' | 'report' | 'lap'
  > {
  /** Null when this sweep may go on; otherwise the time until which another one holds the lease. */
  readonly heldUntil: string | null;
  /** Who holds it then: the holder of that lease; null when this sweep may go on. */
  readonly heldBy: string | null;
  /** What the store has is not enough for what this session was opened for: it must not go on. */
  readonly isUnready: boolean;
  /** Another sweep has already handled this timer event completely, so the platform is repeating it. */
  readonly handledBefore: boolean;
  /**
   * Null when it is unknown who called Live last: nothing could be loaded, or the previous sweep did not end in an
   * orderly way.
   */
  readonly pacers: Snapshot['pacers'] | null;
  /** What was told may not be remembered: the sweep still tells, and mentions it. */
  readonly degraded: boolean;
  /** What a sweep before this one was telling when it died; null when none did, as far as can be known, and once a look has noted it. */
  readonly diedTelling: DiedTelling | null;
  /**
   * Saves, where that is possible. A state that cannot be saved does not stop the sweep; `outcome` reports it.
   * @returns false when another sweep saved first, and this one must not tell
   */
  save(remembered: Remembered, lease: 'keep' | 'release'): Promise<boolean>;
  /**
   * Keeps other sweeps out for another lease period. A store that does not work is no reason to stop.
   * @returns false when another sweep has taken over
   */
  renew(): Promise<boolean>;
  /** When a look last changed what is known (ISO 8601, UTC), since this was opened; null when none did. */
  readonly lookedAt: string | null;
  /** Continues from what was found out and told since it was opened, which has been saved. */
  moveOn(reached: Reached): void;
  /** What was told of causes without the state knowing. */
  readonly toldUnknown: ToldUnknown;
  /** Keeps on this machine, as far as possible, what the store did not take. */
  keep(remembered: Remembered): Promise<void>;
  /** How well the state has worked so far; null when none is kept. */
  outcome(): StateOutcome | null;
  /** The messages that follow from it; null when no state is kept. */
  readonly stateNews: StateNews | null;
  /** What was told but is in no state; null when no state is kept. */
  readonly toldLately: ToldLately | null;
}
