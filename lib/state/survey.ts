import { type RawSnapshot, SNAPSHOT_VERSION } from './snapshot-forms.ts';
import type { SnapshotPlace } from './snapshot-place.ts';
import { type ParsedSnapshot, parseSnapshot } from './snapshot-text.ts';
import { StateError } from './state-error.ts';
import type { LoadedState } from './store.ts';

/**
 * No snapshot has a higher number. A sweep creates three or four, so at one sweep a minute this lasts some 500,000
 * years.
 */
export const HIGHEST_NUMBER = 900_000_000_000;
/** An unreadable number is assumed to be ours only if it is at most this far above the one below it. */
const REACH = 100;
/** Snapshots requested at once: nearly always the first is the right one. */
const NUMBERS_AT_ONCE = 20;
/** Reading more than this would take longer than a sweep has. */
const MOST_TORN = 1_000;

interface Torn {
  readonly number: number;
  /** Follows "snapshot 7 ". */
  readonly problem: string;
}

/** What a place holds, from the top down to the newest readable snapshot. */
export interface Survey {
  /** The newest number that is ours, readable or not; 0 when there is none. */
  readonly newest: number;
  readonly readable: { readonly number: number; readonly snapshot: RawSnapshot; readonly bytes: number } | null;
  /** Within reach but unreadable, highest first. */
  readonly torn: readonly Torn[];
  /** Numbers that no sweep can have reached, highest first. */
  readonly beyond: readonly number[];
}

/**
 * Searches from the top for the newest readable snapshot. An unreadable number far above it is not ours, and must not
 * determine the next number.
 * @param taken a number that is known to exist, whether or not a listing shows it
 * @throws StateError when the place cannot be read, or the newest snapshot is from a newer relaywatch
 */
export async function survey(place: SnapshotPlace, signal?: AbortSignal, taken?: number): Promise<Survey> {
  const unread: Torn[] = [];
  const beyond: number[] = [];
  for await (const number of numbersOf(place, signal, taken)) {
    if (number > HIGHEST_NUMBER) {
      beyond.push(number);
      continue;
    }
    const text = await place.read(number, signal);
    const found: ParsedSnapshot = typeof text === 'string' ? parseSnapshot(text) : { kind: 'unreadable', ...text };
    switch (found.kind) {
      case 'readable': {
        const readable = { number, snapshot: found.snapshot, bytes: Buffer.byteLength(text as string) };
        return { readable, ...withinReach(number, unread, beyond) };
      }
      case 'newer':
        throw tooNew(place, number, found.version);
      case 'unreadable':
        unread.push({ number, problem: found.problem });
    }
    if (unread.length > MOST_TORN) throw tooManyTorn(place);
  }
  return { readable: null, ...withinReach(unread.at(-1)?.number ?? 0, unread, beyond) };
}

/** Climbs from `anchor` as long as each number is close to the one before. */
function withinReach(
  anchor: number,
  unread: readonly Torn[],
  never: readonly number[],
): Pick<Survey, 'newest' | 'torn' | 'beyond'> {
  const newest = unread.reduceRight((top, { number }) => (number - top <= REACH ? number : top), anchor);
  const isOurs = ({ number }: Torn) => number <= newest;
  const far = unread.filter((one) => !isOurs(one)).map(({ number }) => number);
  return { newest, torn: unread.filter(isOurs), beyond: [...never, ...far] };
}

/** The result for a sweep. */
export function loadedFrom({ newest, readable, torn, beyond }: Survey): LoadedState {
  const instead = readable === null ? 'no older one can be read' : `${readable.number} is used instead`;
  return {
    newest,
    snapshot: readable?.snapshot ?? null,
    problems: [
      ...beyond.map((number) => beyondReach(number, newest)),
      ...torn.map(({ number, problem }) => `snapshot ${number} ${problem}; ${instead}`),
    ],
  };
}

/** The result for a check: what is there, and what is in the way. */
export function toldOf({ newest, readable, torn, beyond }: Survey): { readonly found: string; readonly rest: string } {
  const rest = beyond.map((number) => `; ${beyondReach(number, newest)}`).join('');
  if (newest === 0) return { found: 'empty', rest };
  const problem = torn.find(({ number }) => number === newest)?.problem.replace(/^is /, '');
  const instead = readable === null ? 'no older one can be read' : 'an older one is used';
  return { found: `snapshot ${newest}${problem === undefined ? '' : ` (${problem}; ${instead})`}`, rest };
}

/** All numbers that can be snapshots of ours, highest first. @throws StateError */
export async function* numbersOf(place: SnapshotPlace, signal?: AbortSignal, taken?: number): AsyncGenerator<number> {
  let below: number | undefined;
  let known = taken;
  do {
    const numbers = await place.numbers({
      limit: NUMBERS_AT_ONCE,
      signal,
      ...(below === undefined ? {} : { below }),
    });
    for (const number of numbers) {
      if (known !== undefined && known > number) yield known;
      if (known !== undefined && known >= number) known = undefined;
      yield number;
    }
    below = numbers.length < NUMBERS_AT_ONCE ? undefined : numbers.at(-1);
  } while (below !== undefined);
  if (known !== undefined) yield known;
}

function beyondReach(number: number, newest: number): string {
  return `snapshot ${number} is too far above ${newest === 0 ? 'any snapshot' : newest} and is ignored: remove it`;
}

function tooNew({ name }: SnapshotPlace, number: number, version: number): StateError {
  return new StateError(
    'state-newer',
    `snapshot ${number} in ${name} was written by a newer relaywatch (state version ${version}; this one reads up to ` +
      `${SNAPSHOT_VERSION}): run the newer relaywatch, or remove its snapshots to go on from older state`,
  );
}

function tooManyTorn({ name }: SnapshotPlace): StateError {
  return new StateError(
    'state-unreadable',
    `none of the newest ${MOST_TORN} snapshots in ${name} can be read: remove what does not belong there`,
  );
}
