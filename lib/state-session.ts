import type { Outbox } from './alerts/outbox.ts';
import { EMPTY_OUTBOX } from './alerts/outbox.ts';
import type { Rivals } from './conflicts.ts';
import { messageOf } from './errors.ts';
import { packPoints } from './last-points.ts';
import type { PacerMemory } from './live/pacer-memory.ts';
import type { Cursor } from './live/pages.ts';
import type { ListMemory } from './live/walk-verdict.ts';
import type { Log } from './log.ts';
import type { MetricPoint } from './monitor/metric-points.ts';
import type { Positions } from './monitor/standstill.ts';
import type { WatchState } from './monitor/watch-state.ts';
import { handledTriggersOf, listMemoriesOf, outboxOf, positionsOf, rivalsOf, watchStateOf } from './remembered.ts';
import { type Lease, newLease } from './state/lease.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './state/snapshot.ts';
import type { LoadedState, StateStore } from './state/store.ts';
import { StateHealth, type StateOutcome } from './state-health.ts';
import { baseOf, createStateMemory, type StateMemory, withoutOwnLease } from './state-memory.ts';
import { StateWriter } from './state-writer.ts';
import type { Clock, UtcDateTime } from './time.ts';

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
  /** How the state has served so far; null when none is kept. */
  outcome(): StateOutcome | null;
}

export interface SessionDeps {
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly log: Log;
  /** What this process kept while it could not save. Absent: nothing, as in a process that has just begun. */
  readonly memory?: StateMemory;
}

/** Timer events that are remembered as handled: a platform repeats the last one or two of them. */
const TRIGGERS_KEPT = 8;
const NOTHING = {
  heldUntil: null,
  handledBefore: false,
  watchState: null,
  outbox: EMPTY_OUTBOX,
  cursor: null,
  pacers: null,
  positions: {},
  lists: {},
  rivals: {},
  degraded: false,
} as const;

/**
 * Loads the state and takes the lease. A store that is down degrades the sweep, which goes on with what could be loaded;
 * it never stops it.
 * @param trigger what tells this timer event from every other; null for a sweep that no timer started
 */
export async function openSession(
  deps: SessionDeps,
  holder: string,
  now: UtcDateTime,
  leaseSeconds: number,
  trigger: string | null = null,
): Promise<StateSession> {
  const { store, memory = createStateMemory() } = deps;
  if (!store) return { ...NOTHING, save: async () => true, renew: async () => true, outcome: () => null };
  const health = new StateHealth(store, deps.log);
  const left = (parts: Partial<StateSession>) => ({
    ...NOTHING,
    ...parts,
    save: async () => false,
    renew: async () => false,
    outcome: () => health.outcome(),
  });
  const loaded = await store.load().catch((error: unknown) => health.isNotLoaded(error));
  if (loaded) health.isDamaged(loaded.problems);
  let base = baseOf(loaded, memory, store.name, now);
  const handled = handledTriggersOf(base?.extras.triggers);
  if (trigger !== null && handled.includes(trigger)) return left({ handledBefore: true });

  const writer = loaded && new StateWriter(loaded.newest, holder, { ...deps, store });
  /** What was saved last with a lease, or was to be. */
  let held: Snapshot | null = null;
  const snapshotOf = (seen: LoadedState, lease: Lease) => {
    base = baseOf(seen, memory, store.name, now);
    held = leasedSnapshot(base, lease, now);
    return held;
  };
  const leaseFromNow = () => newLease(holder, deps.clock.nowUtc(), { seconds: leaseSeconds });
  const taken =
    loaded &&
    (await writer
      ?.lease(withoutOwnLease(loaded, memory), snapshotOf, now, leaseSeconds)
      .catch((error: unknown) => health.isNotSaved(error)));
  if (taken?.acquired === false) return left({ heldUntil: taken.until });

  const keepUnsaved = (snapshot: Snapshot) => {
    memory.unsaved = { store: store.name, newest: writer?.newest ?? null, snapshot, holder };
  };
  const watchState = watchStateOf(base?.incidents);
  const isForgotten = base !== null && base.incidents !== null && watchState === null;
  if (isForgotten) health.isDamaged(['what the state remembers of faults cannot be used, and they are told anew']);
  const extras = base?.extras ?? {};
  const isOrderly = loaded !== null && loaded.problems.length === 0 && !base?.lease;
  return {
    heldUntil: null,
    handledBefore: false,
    watchState,
    outbox: outboxOf(base?.outbox),
    cursor: base?.cursor ?? null,
    pacers: isOrderly ? (base?.pacers ?? {}) : null,
    positions: positionsOf(extras.positions),
    lists: listMemoriesOf(extras.lists),
    rivals: rivalsOf(extras.rivals),
    // snapshots without usable faults, where there were some before: not a first sweep, but a lost memory
    degraded: health.problem !== null || isForgotten,
    async save(remembered, lease) {
      const triggers = lease === 'release' && trigger !== null ? [...handled, trigger].slice(-TRIGGERS_KEPT) : null;
      const unleased = snapshotToSave(remembered, { ...extras, ...(triggers && { triggers }) }, deps.clock.nowUtc());
      // a store that did not serve once is asked again at the end alone: whoever waits for a page shall not wait for it
      if (!writer || (health.problem !== null && lease === 'keep')) {
        keepUnsaved(unleased);
        return true;
      }
      try {
        const snapshot = { ...unleased, lease: lease === 'keep' && taken?.acquired ? leaseFromNow() : null };
        const isSaved = await writer.save(snapshot);
        if (isSaved) held = lease === 'keep' ? snapshot : null;
        if (isSaved) memory.unsaved = null;
        return isSaved;
      } catch (error) {
        health.isNotSaved(error);
        if (lease === 'release') await writer.withdraw();
        keepUnsaved(unleased);
        // better told twice than never: dedup keys are the same next time
        return true;
      }
    },
    async renew() {
      if (!writer || !held?.lease || health.problem !== null) return true;
      const snapshot: Snapshot = { ...held, savedAt: deps.clock.nowUtc().toISO(), lease: leaseFromNow() };
      return writer.renew(snapshot).catch((error: unknown) => {
        // the next save finds out whether that matters
        deps.log.warn('lease_not_renewed', { problem: messageOf(error) });
        return true;
      });
    },
    outcome: () => health.outcome(),
  };
}

/** The state as it was found, held by this sweep from now on. */
function leasedSnapshot(base: Snapshot | null, lease: Lease, now: UtcDateTime): Snapshot {
  return {
    version: SNAPSHOT_VERSION,
    savedAt: now.toISO(),
    cursor: base?.cursor ?? null,
    pacers: base?.pacers ?? {},
    lease,
    incidents: base?.incidents ?? null,
    outbox: outboxOf(base?.outbox),
    extras: base?.extras ?? {},
  };
}

function snapshotToSave(remembered: Remembered, extras: Snapshot['extras'], now: UtcDateTime): Snapshot {
  const { watchState, outbox, cursor, pacers, positions, lists, rivals, points } = remembered;
  return {
    version: SNAPSHOT_VERSION,
    savedAt: now.toISO(),
    cursor,
    pacers: Object.fromEntries(Object.entries(pacers).filter(([, one]) => saysAnything(one))),
    lease: null,
    incidents: watchState,
    outbox,
    extras: {
      ...extras,
      positions,
      lists,
      rivals,
      ...(points === null ? {} : { points: packPoints({ at: now, points }) }),
    },
  };
}

function saysAnything({ samples, held }: PacerMemory): boolean {
  return samples > 0 || (held?.freeInMs.length ?? 0) > 0;
}
