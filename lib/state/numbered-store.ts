import type { CheckResult } from '../base/check-result.ts';
import { errorText } from '../base/errors.ts';
import { jsonPieces } from './json-pieces.ts';
import { type NotCleared, notCleared } from './not-cleared.ts';
import { clearOld, createWithRoom } from './room.ts';
import type { RawSnapshot } from './snapshot-forms.ts';
import type { SnapshotPlace } from './snapshot-place.ts';
import { parseSnapshot } from './snapshot-text.ts';
import { StateError } from './state-error.ts';
import type { Retention, StateStore, StoredSnapshot } from './store.ts';
import { HIGHEST_NUMBER, loadedFrom, numbersOf, survey, toldOf } from './survey.ts';

const KEEP = 50;

/** A state store on top of a place that holds snapshots. */
export function createNumberedStore(whole: SnapshotPlace, { keep = KEEP }: Retention = {}): StateStore {
  const troubles = new Set<string>();
  let left: NotCleared | null = null;
  // the first snapshot is number 1: anything numbered 0 is not ours
  const place: SnapshotPlace = {
    ...whole,
    numbers: async (which) => (await whole.numbers(which)).filter((one) => one > 0),
  };
  return {
    type: place.type,
    name: place.name,
    load: async (signal, taken) => loadedFrom(await survey(place, signal, taken)),
    create: (number, snapshot, signal) =>
      create(place, number, snapshot, {
        keep: Math.max(1, keep),
        signal,
        tell: (trouble) => troubles.add(trouble),
        onCleared: (notCleared) => {
          left = notCleared;
        },
      }),
    withdraw: (number) => withdraw(place, number),
    history: (limit = Number.POSITIVE_INFINITY) => history(place, limit),
    check: () => check(place),
    troubles: () => [...(place.troubles?.() ?? []), ...troubles, ...(left === null ? [] : [left.problem])],
    notCleared: () => left,
  };
}

interface CreateOptions {
  readonly keep: number;
  readonly signal: AbortSignal | undefined;
  readonly tell: (trouble: string) => void;
  /** Told what a clearing left behind; null when all went. */
  readonly onCleared: (left: NotCleared | null) => void;
}

async function create(
  place: SnapshotPlace,
  number: number,
  snapshot: RawSnapshot,
  { keep, signal, tell, onCleared }: CreateOptions,
): Promise<boolean> {
  if (!Number.isInteger(number) || number < 1 || number > HIGHEST_NUMBER) throw usedUp(place, number);
  const roomMade = (removed: number) => {
    if (removed > 0) tell(`${place.name} is full: ${removed} older snapshots were removed to make room`);
  };
  const created = await createWithRoom(place, number, jsonPieces(snapshot, '\n'), roomMade, signal);
  if (created && number % place.clearEvery === 0) {
    // the snapshot is saved, whether or not old ones can be removed
    await clearOld(place, number, keep, signal).then(
      () => onCleared(null),
      (error: unknown) => {
        if (!signal?.aborted) onCleared(notCleared(error));
      },
    );
  }
  return created;
}

async function withdraw(place: SnapshotPlace, number: number): Promise<boolean> {
  const [before] = await place.numbers({ below: number, limit: 1 });
  if (before !== undefined) {
    const text = await place.read(before);
    if (typeof text !== 'string' || parseSnapshot(text).kind !== 'readable') return false;
  }
  await place.clear([number], number);
  return true;
}

async function* history(place: SnapshotPlace, limit: number): AsyncGenerator<StoredSnapshot> {
  let given = 0;
  for await (const number of numbersOf(place)) {
    if (given >= limit) return;
    if (number > HIGHEST_NUMBER) continue;
    const text = await place.read(number);
    const found = typeof text === 'string' ? parseSnapshot(text) : null;
    if (found?.kind !== 'readable') continue;
    given += 1;
    yield { number, snapshot: found.snapshot };
  }
}

async function check(place: SnapshotPlace): Promise<CheckResult> {
  try {
    const seen = await survey(place);
    const { found, rest } = toldOf(seen);
    await place.tryOut(seen.readable?.bytes ?? 0);
    return { ok: true, detail: `${found}, and can be written${rest}` };
  } catch (error) {
    return { ok: false, problem: errorText(error) };
  }
}

function usedUp({ name }: SnapshotPlace, number: number): StateError {
  return new StateError(
    'state-unwritable',
    `${name} has come to a number that no snapshot can have (${number}): remove the snapshots with the highest numbers`,
  );
}
