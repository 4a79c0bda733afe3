import type { Clock, UtcDateTime } from '../base/time.ts';
import type { Outbox } from '../monitor/outbox.ts';
import { ALL_KNOWN, type KeptBook, NOTHING_KNOWN, ToldBook } from '../monitor/told-book.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { ToldFile } from '../state/file/told-file.ts';
import type { Lease } from '../state/lease.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '../state/snapshot.ts';
import type { LoadedState, StateStore } from '../state/store.ts';
import { faultsOf, outboxOf, toldUntilOf } from './remembered.ts';
import type { StateHealth } from './state-health.ts';
import { baseOf, type StateMemory } from './state-memory.ts';
import { StateTelling } from './state-telling.ts';

/** What a sweep goes on from, and what was told although it is not in there. */
export interface FoundState {
  /** Null when nothing is remembered. */
  readonly base: Snapshot | null;
  /** Null when nothing is remembered of faults, or what is cannot be used. */
  readonly watchState: WatchState | null;
  /** Parts of it that cannot be used, and are left out. */
  readonly leftOut: number;
  readonly outbox: Outbox;
  readonly telling: StateTelling;
}

export interface FindingParts {
  readonly store: StateStore;
  readonly memory: StateMemory;
  readonly toldFile: ToldFile | null;
  /** What was in that file. */
  readonly told: KeptBook;
  readonly health: StateHealth;
  readonly clock: Clock;
}

/** @param seen what the store gave; null when it could not be read */
export function findState(seen: LoadedState | null, now: UtcDateTime, parts: FindingParts): FoundState {
  const { store, memory, toldFile, told, health, clock } = parts;
  const base = baseOf(seen, memory, store.name, now);
  const { watchState, leftOut } = faultsOf(base?.incidents);
  const outbox = outboxOf(base?.outbox);
  const telling = new StateTelling({
    store: store.name,
    health,
    book: new ToldBook(told, knownUntil(base, seen !== null, told), now),
    file: toldFile,
    clock,
    wasSaved: base !== null && base === seen?.snapshot && base.lease === null,
    heard: outbox.receipts,
  });
  return { base, watchState, leftOut, outbox: telling.asFound(outbox), telling };
}

/**
 * Until when the state knows what was told. Where it could not be read it knows nothing; where there is none, somebody may
 * have deleted it to begin anew, unless it was broken before.
 */
function knownUntil(base: Snapshot | null, isReadable: boolean, { broken }: KeptBook): string {
  if (base === null) return broken || !isReadable ? NOTHING_KNOWN : ALL_KNOWN;
  return toldUntilOf(base.extras.toldUntil) ?? base.savedAt;
}

/** There is something about faults, and it cannot be used: this is no first sweep, but a lost memory. */
export function isForgotten({ base, watchState }: FoundState): boolean {
  return base !== null && base.incidents !== null && watchState === null;
}

/** The state as it was found, held by one sweep from now on. */
export function leased({ base, outbox }: FoundState, lease: Lease, now: UtcDateTime): Snapshot {
  return {
    version: SNAPSHOT_VERSION,
    savedAt: now.toISO(),
    cursor: base?.cursor ?? null,
    pacers: base?.pacers ?? {},
    lease,
    incidents: base?.incidents ?? null,
    outbox,
    extras: base?.extras ?? {},
  };
}
