import type { Clock, UtcDateTime } from '../../base/time.ts';
import { EMPTY_OUTBOX, type Outbox } from '../../monitor/outbox.ts';
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

/** What a sweep goes on from, and what was told although it is not in there. */
export interface FoundState {
  /** As it was saved; null when nothing is remembered. */
  readonly raw: RawSnapshot | null;
  /** What of it can be used; null when nothing is remembered. */
  readonly snapshot: Snapshot | null;
  /** Parts of what is remembered of faults that cannot be used, and are left out. */
  readonly leftOut: number;
  /** The outbox of the snapshot, with what was told although it is not in there. */
  readonly outbox: Outbox;
  readonly toldLately: ToldLately;
  readonly stateNews: StateNews;
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
  const raw = baseOf(seen, memory, store.name, now);
  const { snapshot, leftOut } = raw ? readSnapshot(raw) : { snapshot: null, leftOut: 0 };
  const outbox = snapshot?.outbox ?? EMPTY_OUTBOX;
  const book = new ToldBook(told, knownUntil(snapshot, seen !== null, told), now);
  const toldLately = new ToldLately({ book, file: toldFile, health, clock });
  const stateNews = new StateNews({
    store: store.name,
    health,
    book,
    wasSaved: raw !== null && raw === seen?.snapshot && raw.lease === null,
    heard: outbox.receipts,
  });
  const screened = toldLately.screened(stateNews.withHeard(outbox));
  return { raw, snapshot, leftOut, outbox: screened, toldLately, stateNews };
}

/**
 * Until when the state knows what was told. Where it could not be read it knows nothing; where there is none, somebody may
 * have deleted it to begin anew, unless it was broken before.
 */
function knownUntil(snapshot: Snapshot | null, isReadable: boolean, { broken }: KeptBook): string {
  if (snapshot === null) return broken || !isReadable ? NOTHING_KNOWN : ALL_KNOWN;
  return snapshot.toldUntil ?? snapshot.savedAt;
}

/** There is something about faults, and it cannot be used: this is no first sweep, but a lost memory. */
export function isForgotten({ raw, snapshot }: FoundState): boolean {
  return raw !== null && raw.watch !== null && snapshot?.watch === null;
}

/** The state as it was found, held by one sweep from now on. */
export function leased({ raw, outbox }: FoundState, lease: Lease, now: UtcDateTime): RawSnapshot {
  return { ...EMPTY_SNAPSHOT, ...raw, savedAt: now.toISO(), lease, outbox };
}
