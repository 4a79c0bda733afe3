import type { MetricPoint } from '../../monitor/metric-points.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { StateOutcome } from './state-health.ts';
import type { StateNews } from './state-news.ts';
import type { ToldLately } from './told-lately.ts';

/** What one sweep leaves to the next. */
export interface Remembered extends Pick<Snapshot, 'outbox' | 'cursor' | 'pacers' | 'positions' | 'lists' | 'rivals'> {
  readonly watch: WatchState;
  /** The numbers of this sweep; null before they are known. */
  readonly points: readonly MetricPoint[] | null;
}

/** The state as one sweep uses it: loaded and leased at the start, saved before and after telling. */
export interface StateSession extends Pick<Snapshot, 'watch' | 'outbox' | 'cursor' | 'positions' | 'lists' | 'rivals'> {
  /** Null when this sweep may go on; else until when another one holds the lease. */
  readonly heldUntil: string | null;
  /** A sweep for the same timer event came to its end before: this one is a repetition by the platform. */
  readonly handledBefore: boolean;
  /** Null when nobody knows who called Live last: nothing can be loaded, or the sweep before came to no orderly end. */
  readonly pacers: Snapshot['pacers'] | null;
  /** What was told may not be remembered: the sweep still tells, and says so. */
  readonly degraded: boolean;
  /**
   * Saves, where that is possible. A state that cannot be saved stops nothing; `outcome` tells it.
   * @returns false when another sweep saved first, and this one must not tell
   */
  save(remembered: Remembered, lease: 'keep' | 'release'): Promise<boolean>;
  /**
   * Keeps other sweeps out for as long again. A store that does not serve is no reason to stop.
   * @returns false when another sweep has taken over all the same
   */
  renew(): Promise<boolean>;
  /** Keeps on this machine, as far as it can, what the store did not take. */
  keep(remembered: Remembered): Promise<void>;
  /** How the state has served so far; null when none is kept. */
  outcome(): StateOutcome | null;
  /** What is to be said of that; null when no state is kept. */
  readonly stateNews: StateNews | null;
  /** What was told and no state knows; null when no state is kept. */
  readonly toldLately: ToldLately | null;
}
