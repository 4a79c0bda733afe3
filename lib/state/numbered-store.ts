import type { CheckResult } from '../check-result.ts';
import { messageOf } from '../errors.ts';
import { type ParsedSnapshot, parseSnapshot, SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';
import { StateError } from './state-error.ts';
import type { LoadedState, Retention, StateStore, StoredSnapshot } from './store.ts';

const KEEP = 50;
/** Snapshots that are asked for at once: nearly always the first is the one. */
const NUMBERS_AT_ONCE = 20;
/** Old snapshots that are cleared away at once; what is left goes the next time. */
const CLEARED_AT_ONCE = 200;

/** A text that is there and cannot be had; `problem` goes on after "snapshot 7 ". */
export interface Unreadable {
  readonly problem: string;
}

export interface NumbersAsked {
  readonly below?: number;
  readonly limit: number;
  /** Gives up, as a place that never answers; so do all the others. */
  readonly signal?: AbortSignal | undefined;
}

/** What holds numbered texts. The stores differ in this alone; what snapshots mean is told once, below. */
export interface SnapshotPlace {
  readonly type: string;
  /** As sentences call it, for example `state.path /var/lib/relaywatch`. */
  readonly name: string;
  /** Old snapshots are cleared away at each so manieth: where a listing costs money, up to that many more are kept. */
  readonly clearEvery: number;
  /** Numbers in use, highest first. @param below only those under it. @throws StateError */
  numbers(options: NumbersAsked): Promise<readonly number[]>;
  /** @throws StateError when the place as a whole cannot be read */
  read(number: number, signal?: AbortSignal): Promise<string | Unreadable>;
  /** @returns false when the number is taken. @throws StateError */
  create(number: number, text: string, signal?: AbortSignal): Promise<boolean>;
  /** Removes old snapshots, and whatever dead writers left. @param created the number that was created just now */
  clear(old: readonly number[], created: number, signal?: AbortSignal): Promise<void>;
  /** Writes something that is no snapshot and takes it away again. @throws StateError when the place does not serve */
  tryOut(): Promise<void>;
}

/** Snapshots in a place. */
export function createNumberedStore(place: SnapshotPlace, { keep = KEEP }: Retention = {}): StateStore {
  return {
    type: place.type,
    load: (signal) => load(place, signal),
    create: (number, snapshot, signal) => create(place, number, snapshot, Math.max(1, keep), signal),
    history: (limit = Number.POSITIVE_INFINITY) => history(place, limit),
    check: () => check(place),
  };
}

async function load(place: SnapshotPlace, signal: AbortSignal | undefined): Promise<LoadedState> {
  const problems: string[] = [];
  let newest = 0;
  for await (const number of numbersOf(place, signal)) {
    newest = Math.max(newest, number);
    const found = await parsedAt(place, number, signal);
    switch (found.kind) {
      case 'readable':
        return {
          newest,
          snapshot: found.snapshot,
          problems: problems.map((one) => `${one}; ${number} is used instead`),
        };
      case 'newer':
        throw tooNew(place, number, found.version);
      case 'unreadable':
        problems.push(`snapshot ${number} ${found.problem}`);
    }
  }
  return { newest, snapshot: null, problems: problems.map((one) => `${one}; no older one can be read`) };
}

async function create(
  place: SnapshotPlace,
  number: number,
  snapshot: Snapshot,
  keep: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const created = await place.create(number, `${JSON.stringify(snapshot)}\n`, signal);
  // what is saved is saved, whether or not the old can be cleared away
  if (created && number % place.clearEvery === 0) await clear(place, number, keep, signal).catch(() => undefined);
  return created;
}

/** The one just created can be read and stays, so the newest that can be read is never among the old. */
async function clear(
  place: SnapshotPlace,
  created: number,
  keep: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const older = await place.numbers({ below: created, limit: keep - 1 + CLEARED_AT_ONCE, signal });
  await place.clear(older.slice(keep - 1), created, signal);
}

async function* history(place: SnapshotPlace, limit: number): AsyncGenerator<StoredSnapshot> {
  let given = 0;
  for await (const number of numbersOf(place)) {
    if (given >= limit) return;
    const found = await parsedAt(place, number);
    if (found.kind !== 'readable') continue;
    given += 1;
    yield { number, snapshot: found.snapshot };
  }
}

async function check(place: SnapshotPlace): Promise<CheckResult> {
  try {
    const [newest] = await place.numbers({ limit: 1 });
    const found = newest === undefined ? 'empty' : `snapshot ${newest}${await stateOf(place, newest)}`;
    await place.tryOut();
    return { ok: true, detail: `${found}, and can be written` };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

async function stateOf(place: SnapshotPlace, number: number): Promise<string> {
  const found = await parsedAt(place, number);
  switch (found.kind) {
    case 'readable':
      return '';
    case 'newer':
      throw tooNew(place, number, found.version);
    case 'unreadable':
      return ` (${found.problem.replace(/^is /, '')}; an older one is used)`;
  }
}

async function* numbersOf(place: SnapshotPlace, signal?: AbortSignal): AsyncGenerator<number> {
  let below: number | undefined;
  do {
    const numbers = await place.numbers({
      limit: NUMBERS_AT_ONCE,
      signal,
      ...(below === undefined ? {} : { below }),
    });
    yield* numbers;
    below = numbers.length < NUMBERS_AT_ONCE ? undefined : numbers.at(-1);
  } while (below !== undefined);
}

async function parsedAt(place: SnapshotPlace, number: number, signal?: AbortSignal): Promise<ParsedSnapshot> {
  const found = await place.read(number, signal);
  return typeof found === 'string' ? parseSnapshot(found) : { kind: 'unreadable', ...found };
}

function tooNew({ name }: SnapshotPlace, number: number, version: number): StateError {
  return new StateError(
    'state-newer',
    `snapshot ${number} in ${name} was written by a newer relaywatch (state version ${version}; this one reads up to ` +
      `${SNAPSHOT_VERSION}): run the newer relaywatch, or remove its snapshots to go on from older state`,
  );
}
