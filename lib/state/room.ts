import { NotRemovedError } from './not-cleared.ts';
import type { SnapshotPlace } from './snapshot-place.ts';
import { parseSnapshot } from './snapshot-text.ts';
import { StateError } from './state-error.ts';

/** Old snapshots to remove per sweep; the others follow the next time. */
const CLEARED_AT_ONCE = 200;

/**
 * Removes the oldest snapshots. The one just created is readable and kept, so the newest readable one is never among
 * them.
 */
export async function clearOld(
  place: SnapshotPlace,
  created: number,
  keep: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const older = await place.numbers({ below: created, limit: keep - 1 + CLEARED_AT_ONCE, signal });
  await place.clear(older.slice(keep - 1), created, signal);
}

/**
 * Creates a text. When the place is full, it first removes the older half of the history and then, if that was not
 * enough, everything but the newest readable snapshot: the new snapshot is worth more than old ones.
 * @param onRoomMade called with the number of removed snapshots
 * @returns false when the number is taken. @throws StateError
 */
export async function createWithRoom(
  place: SnapshotPlace,
  number: number,
  text: Iterable<string>,
  onRoomMade: (removed: number) => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await place.create(number, text, signal);
  } catch (error) {
    if (!isFull(error)) throw error;
    for (const old of await dispensable(place, number)) {
      const left = await place.clear(old, number, signal).then(() => 0, leftOf);
      const created = await place.create(number, text, signal).catch((again: unknown) => {
        if (!isFull(again)) throw again;
        return null;
      });
      if (created === null) continue;
      onRoomMade(Math.max(0, old.length - left));
      return created;
    }
    throw error;
  }
}

/** What may be removed, in two steps. Removing what dead writers left is worth a try even where no snapshot may go. */
async function dispensable(place: SnapshotPlace, number: number): Promise<readonly (readonly number[])[]> {
  const older = await place.numbers({ below: number, limit: Number.MAX_SAFE_INTEGER }).catch(() => []);
  const torn: number[] = [];
  for (const [index, one] of older.entries()) {
    const text = await place.read(one).catch(() => null);
    if (typeof text === 'string' && parseSnapshot(text).kind !== 'unreadable') {
      const rest = older.slice(index + 1);
      const all = [...torn, ...rest];
      const half = [...torn, ...rest.slice(Math.floor(rest.length / 2))];
      return half.length === all.length ? [all] : [half, all];
    }
    // a snapshot that cannot be read at the moment may be the very one that is needed
    if (typeof text === 'string') torn.push(one);
  }
  return [[]];
}

/** How many a clearing left behind; one that cannot tell may have removed none. */
function leftOf(error: unknown): number {
  return error instanceof NotRemovedError ? error.count : Number.POSITIVE_INFINITY;
}

function isFull(error: unknown): boolean {
  return error instanceof StateError && error.reason === 'state-full';
}
