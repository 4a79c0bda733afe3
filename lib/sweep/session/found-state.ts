import type { Clock, UtcDateTime } from '../../base/time.ts';
import { begunCauses } from '../../monitor/adopted-cause.ts';
import { EMPTY_OUTBOX, type Outbox } from '../../monitor/outbox.ts';
import { withOwed } from '../../monitor/owed-ends.ts';
import type { ToldUnknown } from '../../monitor/told-again.ts';
import { ALL_KNOWN, type KeptBook, NOTHING_KNOWN, ToldBook } from '../../monitor/told-book.ts';
import type { ToldFile } from '../../state/file/told-file.ts';
import type { Lease } from '../../state/lease.ts';
import { EMPTY_SNAPSHOT, readSnapshot, type Snapshot } from '../../state/snapshot.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import type { LoadedState, StateStore } from '../../state/store.ts';
import type { StateHealth } from './state-health.ts';
import { baseOf, type StateMemory } from './state-memory.ts';
import { StateNews } from './state-news.ts';
import { ToldLately } from './told-lately.ts';

/** What a sweep starts from, and what was told without being recorded there. */
export interface FoundState {
  /** As it was saved; null when nothing is remembered. */
  readonly raw: RawSnapshot | null;
  /** The usable parts of it; null when nothing is remembered. */
  readonly snapshot: Snapshot | null;
  /** Unusable parts of what is remembered about faults, which are left out. */
  readonly leftOut: number;
  /** The outbox of the snapshot, updated with what was told without being recorded there. */
  readonly outbox: Outbox;
  /** Causes that were told, or told to be over, without being recorded there. */
  readonly toldUnknown: ToldUnknown;
  readonly toldLately: ToldLately;
  readonly stateNews: StateNews;
}

export interface FindingParts {
  readonly store: StateStore;
  readonly memory: StateMemory;
  readonly toldFile: ToldFile | null;
  /** The contents of that file. */
  readonly told: KeptBook;
  readonly health: StateHealth;
  readonly clock: Clock;
}

/** @param seen what the store gave; null when it could not be read */
export function findState(seen: LoadedState | null, now: UtcDateTime, parts: FindingParts): FoundState {
  const { store, memory, toldFile, told, health, clock } = parts;
  const raw = baseOf(seen, memory, store.name, now);
  const { snapshot, leftOut } = raw ? readSnapshot(raw) : { snapshot: null, leftOut: 0 };
  const outbox = snapshot?.outbox ?? EMPTY_OUTBOX;
  const book = new ToldBook(told, knownUntil(snapshot, seen !== null, told), now);
  const toldLately = new ToldLately({ book, read: told, file: toldFile, health, clock });
  const stateNews = new StateNews({
    store: store.name,
    health,
    wasSaved: raw !== null && raw === seen?.snapshot && raw.lease === null,
    heard: outbox.receipts,
  });
  const screened = toldLately.screened(withOwed(outbox, book.owed));
  const toldUnknown = { ended: book.endedKeys(), begun: begunCauses(book.owed, now) };
  return { raw, snapshot, leftOut, outbox: screened, toldUnknown, toldLately, stateNews };
}

/**
 * The time up to which the state knows what was told. An unreadable state knows nothing. Where there is none, somebody
 * may have deleted it to start afresh, unless it was broken before.
 */
function knownUntil(snapshot: Snapshot | null, isReadable: boolean, { broken }: KeptBook): string {
  if (snapshot === null) return broken || !isReadable ? NOTHING_KNOWN : ALL_KNOWN;
  return snapshot.toldUntil ?? snapshot.savedAt;
}

/** There is something about faults, but it is unusable: memory was lost, so this is not a first sweep. */
export function isForgotten({ raw, snapshot }: FoundState): boolean {
  return raw !== null && raw.watch !== null && snapshot?.watch === null;
}

/** The state as it was found, from now on held by one sweep. */
export function leased({ raw, outbox }: FoundState, lease: Lease, now: UtcDateTime): RawSnapshot {
  return { ...EMPTY_SNAPSHOT, ...raw, savedAt: now.toISO(), lease, outbox };
}
