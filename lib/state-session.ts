import type { Outbox } from './alerts/outbox.ts';
import { EMPTY_OUTBOX } from './alerts/outbox.ts';
import { messageOf } from './errors.ts';
import { packPoints } from './last-points.ts';
import type { PacerMemory } from './live/pacer.ts';
import type { Cursor } from './live/pages.ts';
import type { Log } from './log.ts';
import type { MetricPoint } from './monitor/metric-points.ts';
import type { Positions } from './monitor/standstill.ts';
import type { WatchState } from './monitor/watch-state.ts';
import { handledTriggersOf, outboxOf, positionsOf, watchStateOf } from './remembered.ts';
import { leaseOf } from './state/lease.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './state/snapshot.ts';
import type { StateStore } from './state/store.ts';
import type { Clock, UtcDateTime } from './time.ts';

/** What one sweep leaves to the next. */
export interface Remembered {
  readonly watchState: WatchState;
  readonly outbox: Outbox;
  readonly cursor: Cursor | null;
  readonly pacers: Readonly<Record<string, PacerMemory>>;
  readonly positions: Positions;
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
  readonly pacers: Readonly<Record<string, PacerMemory>>;
  readonly positions: Positions;
  /** State cannot be read or written: the sweep still tells, and says so. */
  readonly degraded: boolean;
  /** @returns false when another sweep saved first, and this one must not tell */
  save(remembered: Remembered, lease: 'keep' | 'release'): Promise<boolean>;
}

interface SessionDeps {
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Timer events that are remembered as handled: a platform repeats the last one or two of them. */
const TRIGGERS_KEPT = 8;

/**
 * Loads the state and takes the lease. A store that is down degrades the sweep; it never stops it.
 * @param trigger what tells this timer event from every other; null for a sweep that no timer started
 */
export async function openSession(
  { store, clock, log }: SessionDeps,
  holder: string,
  now: UtcDateTime,
  leaseSeconds: number,
  trigger: string | null = null,
): Promise<StateSession> {
  const nothing = {
    heldUntil: null,
    handledBefore: false,
    watchState: null,
    outbox: EMPTY_OUTBOX,
    cursor: null,
    pacers: {},
    positions: {},
  };
  if (!store) return { ...nothing, degraded: false, save: async () => true };
  try {
    const loaded = await store.load();
    for (const problem of loaded.problems) log.warn('state_damaged', { problem });
    const handled = handledTriggersOf(loaded.snapshot?.extras.triggers);
    if (trigger !== null && handled.includes(trigger)) {
      return { ...nothing, handledBefore: true, degraded: false, save: async () => false };
    }
    const taken = leaseOf(loaded, holder, now, { seconds: leaseSeconds });
    if (!taken.acquired) return { ...nothing, heldUntil: taken.until, degraded: false, save: async () => false };
    const base = loaded.snapshot;
    let number = loaded.newest + 1;
    const write = async (snapshot: Snapshot): Promise<boolean> => {
      const created = await store.create(number, snapshot);
      if (created) number += 1;
      return created;
    };
    const watchState = watchStateOf(base?.incidents);
    const outbox = outboxOf(base?.outbox);
    const cursor = base?.cursor ?? null;
    const pacers = base?.pacers ?? {};
    const extras = base?.extras ?? {};
    const positions = positionsOf(extras.positions);
    const leased = await write({
      version: SNAPSHOT_VERSION,
      savedAt: now.toISO(),
      cursor,
      pacers,
      lease: taken.lease,
      incidents: base?.incidents ?? null,
      outbox,
      extras,
    });
    if (!leased) return { ...nothing, heldUntil: taken.lease.expiresAt, degraded: false, save: async () => false };
    return {
      heldUntil: null,
      handledBefore: false,
      watchState,
      outbox,
      cursor,
      pacers,
      positions,
      // snapshots without usable faults, where there were some before: not a first sweep, but a lost memory
      degraded: base !== null && base.incidents !== null && watchState === null,
      async save(remembered, lease) {
        const snapshot: Snapshot = {
          version: SNAPSHOT_VERSION,
          savedAt: clock.nowUtc().toISO(),
          cursor: remembered.cursor,
          pacers: Object.fromEntries(Object.entries(remembered.pacers).filter(([, { samples }]) => samples > 0)),
          lease: lease === 'keep' ? taken.lease : null,
          incidents: remembered.watchState,
          outbox: remembered.outbox,
          extras: {
            ...extras,
            positions: remembered.positions,
            ...(remembered.points === null
              ? {}
              : { points: packPoints({ at: clock.nowUtc(), points: remembered.points }) }),
            // handled when all is told: a sweep that dies before that is worth repeating
            ...(lease === 'release' && trigger !== null
              ? { triggers: [...handled, trigger].slice(-TRIGGERS_KEPT) }
              : {}),
          },
        };
        try {
          return await write(snapshot);
        } catch (error) {
          log.error('state_not_saved', { problem: messageOf(error) });
          // better told twice than never: dedup keys are the same next time
          return true;
        }
      },
    };
  } catch (error) {
    log.error('state_not_loaded', { problem: messageOf(error) });
    return { ...nothing, degraded: true, save: async () => true };
  }
}
