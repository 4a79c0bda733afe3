import { parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import type { LoadedState } from '../../state/store.ts';

/** The state as a sweep would have left it if it had been able to save. */
interface Unsaved {
  /** Name of the store that it belongs to. */
  readonly store: string;
  /** The newest number in the store at that time; null when that could not be found out, or what it has is not in here. */
  readonly newest: number | null;
  readonly snapshot: RawSnapshot;
  /** The holder of a lease that may have been left behind in the store, although its sweep is over. */
  readonly holder: string;
}

/** What a long-running process knows while its store is broken. Make one per process; a new one knows nothing. */
export interface StateMemory {
  /** What this process saved last, its number, and the name of its store: an unreadable store does not reveal them. */
  saved: { readonly store: string; readonly newest: number; readonly snapshot: RawSnapshot } | null;
  unsaved: Unsaved | null;
  /** The list of relays that this process kept last, and when it compared it last, on the clock's monotonic time. */
  roster: { readonly mark: string; readonly atMs: number } | null;
}

export function createStateMemory(): StateMemory {
  return { saved: null, unsaved: null, roster: null };
}

/** What was kept is not used after this long: another process may have done a lot since. */
const LONGEST_HOURS = 1;

/**
 * What a sweep starts from: the newer of what the store returned (null: it could not be read) and what this process
 * could not save. Pure.
 */
export function baseOf(
  loaded: LoadedState | null,
  memory: StateMemory,
  store: string,
  now: UtcDateTime,
): RawSnapshot | null {
  const isUsable = (one: StateMemory['saved'] | Unsaved) => one?.store === store && isRecent(one.snapshot, now);
  const unsaved = isUsable(memory.unsaved) ? memory.unsaved : null;
  const saved = isUsable(memory.saved) ? memory.saved : null;
  if (loaded === null) return (unsaved ?? saved)?.snapshot ?? null;
  if (unsaved === null) return loaded.snapshot;
  // a sweep that has saved since then started from the store, and knows of manual changes there
  const isUntouched = loaded.newest === unsaved.newest || loaded.snapshot?.lease?.holder === unsaved.holder;
  return isUntouched ? unsaved.snapshot : loaded.snapshot;
}

/** What the store is known to have: the newest number; null when it cannot be read. `nothing`: nor is anything of it known. */
export type KnownStore = number | null | 'nothing';

/** Remembers a state that could not be saved. One that was made from nothing never takes the place of what the store has. */
export function keepUnsaved(memory: StateMemory, unsaved: Omit<Unsaved, 'newest'>, known: KnownStore): void {
  const before = [memory.unsaved, memory.saved].find((one) => one?.store === unsaved.store);
  memory.unsaved = { ...unsaved, newest: known === 'nothing' ? null : (known ?? before?.newest ?? null) };
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
