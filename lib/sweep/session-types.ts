import type { PacerMemory } from '../live/pacer-memory.ts';
import type { Cursor } from '../live/pages.ts';
import type { ListMemory } from '../live/walk-verdict.ts';
import type { MetricPoint } from '../monitor/metric-points.ts';
import type { Outbox } from '../monitor/outbox.ts';
import type { Positions } from '../monitor/standstill.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { Rivals } from './conflicts.ts';
import type { StateOutcome } from './state-health.ts';
import type { StateTelling } from './state-telling.ts';

/** What one sweep leaves to the next. */
export interface Remembered {
  readonly watchState: WatchState;
  readonly outbox: Outbox;
  readonly cursor: Cursor | null;
  readonly pacers: Readonly<Record<string, PacerMemory>>;
  readonly positions: Positions;
  /** Of each list, by its walk, what the next reading of it should know. */
  readonly lists: Readonly<Record<string, ListMemory>>;
  /** The tasks of each known destination conflict. */
  readonly rivals: Rivals;
  /** The numbers of this sweep; null before they are known. */
  readonly points: readonly MetricPoint[] | null;
}

/** The state as one sweep uses it: loaded and leased at the start, saved before and after telling. */
export interface StateSession {
  /** Null when this sweep may go on; else until when another one holds the lease. */
  readonly heldUntil: string | null;
  /** A sweep for the same timer event came to its end before: this one is a repetition by the platform. */
  readonly handledBefore: boolean;
  /** Null when nothing is remembered. */
  readonly watchState: WatchState | null;
  readonly outbox: Outbox;
  readonly cursor: Cursor | null;
  /** Null when nobody knows who called Live last: nothing can be loaded, or the sweep before came to no orderly end. */
  readonly pacers: Readonly<Record<string, PacerMemory>> | null;
  readonly positions: Positions;
  readonly lists: Readonly<Record<string, ListMemory>>;
  readonly rivals: Rivals;
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
  /** How that shows in what is told; null when no state is kept. */
  readonly telling: StateTelling | null;
}
