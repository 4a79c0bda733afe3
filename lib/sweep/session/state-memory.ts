import { parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import type { LoadedState } from '../../state/store.ts';

/** The state as a sweep would have left it, had it been able to save. */
interface Unsaved {
  /** Name of the store that it belongs to. */
  readonly store: string;
  /** The newest number there by then; null when that could not be found out. */
  readonly newest: number | null;
  readonly snapshot: RawSnapshot;
  /** Whose lease may have been left behind in the store: that sweep is over. */
  readonly holder: string;
}

/** What a process that lives on knows while its store is broken. Make one for each process; a new one knows nothing. */
export interface StateMemory {
  /** The newest number that this process saw in a store, by the store's name; a store that cannot be read does not say. */
  seen: { readonly store: string; readonly newest: number } | null;
  unsaved: Unsaved | null;
}

export function createStateMemory(): StateMemory {
  return { seen: null, unsaved: null };
}

/** What was kept is not gone on from after this: another process may have done much since. */
const LONGEST_HOURS = 1;

/**
 * What a sweep goes on from: the newest of what the store gave (null: it could not be read) and what this process could
 * not save. Pure.
 */
export function baseOf(
  loaded: LoadedState | null,
  { unsaved }: StateMemory,
  store: string,
  now: UtcDateTime,
): RawSnapshot | null {
  const stored = loaded?.snapshot ?? null;
  if (unsaved === null || unsaved.store !== store || !isRecent(unsaved.snapshot, now)) return stored;
  // a sweep that saved since then started from the store, and knows what was done by hand
  const isUntouched =
    loaded === null || loaded.newest === unsaved.newest || loaded.snapshot?.lease?.holder === unsaved.holder;
  return isUntouched ? unsaved.snapshot : stored;
}

/** Keeps a state that could not be saved. @param newest the newest number there; null when the store cannot be read */
export function keepUnsaved(memory: StateMemory, unsaved: Omit<Unsaved, 'newest'>, newest: number | null): void {
  const known = [memory.unsaved, memory.seen].find((one) => one?.store === unsaved.store);
  memory.unsaved = { ...unsaved, newest: newest ?? known?.newest ?? null };
}

/** The state without a lease of a sweep of this process that came to its end, and could not give it back. */
export function withoutOwnLease(loaded: LoadedState, { unsaved }: StateMemory): LoadedState {
  const { snapshot } = loaded;
  if (!snapshot?.lease || snapshot.lease.holder !== unsaved?.holder) return loaded;
  return { ...loaded, snapshot: { ...snapshot, lease: null } };
}

function isRecent({ savedAt }: RawSnapshot, now: UtcDateTime): boolean {
  const at = parseUtc(savedAt);
  return at !== null && Math.abs(now.diff(at).as('hours')) <= LONGEST_HOURS;
}
