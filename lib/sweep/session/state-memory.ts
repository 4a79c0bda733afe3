import { parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import type { LoadedState } from '../../state/store.ts';

/** The state as a sweep would have left it if it had been able to save. */
interface Unsaved {
  /** Name of the store that it belongs to. */
  readonly store: string;
  /** The newest number in the store at that time; null when that could not be found out. */
  readonly newest: number | null;
  readonly snapshot: RawSnapshot;
  /** The holder of a lease that may have been left behind in the store, although its sweep is over. */
  readonly holder: string;
}

/** What a long-running process knows while its store is broken. Make one per process; a new one knows nothing. */
export interface StateMemory {
  /** The newest number that this process saw, with the name of its store; an unreadable store does not reveal it. */
  seen: { readonly store: string; readonly newest: number } | null;
  unsaved: Unsaved | null;
  /** The list of relays that this process kept last, and when it compared it last, on the clock's monotonic time. */
  roster: { readonly mark: string; readonly atMs: number } | null;
}

export function createStateMemory(): StateMemory {
  return { seen: null, unsaved: null, roster: null };
}

/** What was kept is not used after this long: another process may have done a lot since. */
const LONGEST_HOURS = 1;

/**
 * What a sweep starts from: the newer of what the store returned (null: it could not be read) and what this process
 * could not save. Pure.
 */
export function baseOf(
  loaded: LoadedState | null,
  { unsaved }: StateMemory,
  store: string,
  now: UtcDateTime,
): RawSnapshot | null {
  const stored = loaded?.snapshot ?? null;
  if (unsaved === null || unsaved.store !== store || !isRecent(unsaved.snapshot, now)) return stored;
  // a sweep that has saved since then started from the store, and knows of manual changes there
  const isUntouched =
    loaded === null || loaded.newest === unsaved.newest || loaded.snapshot?.lease?.holder === unsaved.holder;
  return isUntouched ? unsaved.snapshot : stored;
}

/**
 * Remembers a state that could not be saved. @param newest the newest number in the store; null when it cannot be read
 */
export function keepUnsaved(memory: StateMemory, unsaved: Omit<Unsaved, 'newest'>, newest: number | null): void {
  const known = [memory.unsaved, memory.seen].find((one) => one?.store === unsaved.store);
  memory.unsaved = { ...unsaved, newest: newest ?? known?.newest ?? null };
}

/** The state without a lease left by a finished sweep of this process that could not release it. */
export function withoutOwnLease(loaded: LoadedState, { unsaved }: StateMemory): LoadedState {
  const { snapshot } = loaded;
  if (!snapshot?.lease || snapshot.lease.holder !== unsaved?.holder) return loaded;
  return { ...loaded, snapshot: { ...snapshot, lease: null } };
}

function isRecent({ savedAt }: RawSnapshot, now: UtcDateTime): boolean {
  const at = parseUtc(savedAt);
  return at !== null && Math.abs(now.diff(at).as('hours')) <= LONGEST_HOURS;
}
