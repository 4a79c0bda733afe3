import type { ExpectedRelay } from './expected-relays.ts';
import { countedBoth, type LapCounts, NOTHING_COUNTED } from './lap-counts.ts';
import type { PagesSoFar } from './reading-memory.ts';
import type { SoonRelay } from './soon.ts';

/*
 * A lap: what several sweeps need to read every list once, where one has not enough time for it. Plain data: it is kept
 * in the state, so it has counts and no names.
 */

/** Why a part of a list was not read. */
export interface ListProblem {
  readonly code: string;
  readonly text: string;
  /** Whether relays may stay hidden for longer than one reading of the lists, so that on-call has to know. */
  readonly blind: boolean;
}

/** How far one list was read in a lap. */
export interface LapList {
  /** The first page that was not read yet; null when the list was read to its end, or given up for this lap. */
  readonly next: number | null;
  /** Null before the first page. */
  readonly soFar: PagesSoFar | null;
  readonly exact: boolean;
  /** Relays that may have been missed; known once the list was read to its end. */
  readonly overlooked: number;
  /** Why this lap will not have read all of it. */
  readonly problems: readonly ListProblem[];
  /** Why the last sweep that tried could not go on; the next one tries again at the same page. */
  readonly failing: readonly ListProblem[];
  /** The problems of the lap before, which stand until this one has read the list. */
  readonly before: readonly ListProblem[];
}

/** The last lap that came to its end. Times are ISO 8601, UTC. */
export interface LastLap {
  readonly beganAt: string;
  readonly endedAt: string;
  /** Every list was read to its end, and few relays can have been missed. */
  readonly complete: boolean;
  readonly exact: boolean;
  readonly overlooked: number;
  readonly pages: number;
  readonly sweeps: number;
  readonly counts: LapCounts;
}

/** The lap that is under way, and the last one. */
export interface Lap {
  /** What is read, in a few characters: a lap of other lists, or for other expectations, cannot be gone on with. */
  readonly of: string;
  readonly beganAt: string;
  /** Sweeps that have read a part. */
  readonly sweeps: number;
  /** By the key of the list; in the order in which they are read. */
  readonly lists: Readonly<Record<string, LapList>>;
  readonly counts: LapCounts;
  /** Whether the last sweep read anything. */
  readonly advances: boolean;
  /** Relays that are about to start or end. */
  readonly soon: readonly SoonRelay[];
  /** Relays that count for `expect:`. */
  readonly expected: readonly ExpectedRelay[];
  /** Nothing was known when it began: what is at fault then was so before anybody watched. */
  readonly isFirst: boolean;
  readonly last: LastLap | null;
}

/**
 * A lap that begins. @param keys of the lists to read @param earlier the lap before it, or one that cannot be gone on
 * with; null when there was none @param isFirst whether nothing is known of any relay
 */
export function newLap(
  of: string,
  keys: readonly string[],
  at: string,
  { earlier, isFirst }: { readonly earlier: Lap | null; readonly isFirst: boolean },
): Lap {
  const lists = Object.fromEntries(
    keys.map((key): [string, LapList] => {
      const known = earlier && Object.hasOwn(earlier.lists, key) ? earlier.lists[key] : undefined;
      const problems = known ? problemsNow(known) : [];
      return [key, { next: 1, soFar: null, exact: true, overlooked: 0, problems: [], failing: [], before: problems }];
    }),
  );
  const last = earlier?.last ?? null;
  const isBaseline = isFirst || (earlier?.isFirst === true && last === null);
  return {
    of,
    beganAt: at,
    sweeps: 0,
    lists,
    counts: NOTHING_COUNTED,
    advances: true,
    soon: earlier?.soon ?? [],
    expected: earlier?.expected ?? [],
    isFirst: isBaseline,
    last,
  };
}

/** What is wrong with a list now: of this lap and, until it is read to its end, of the one before. */
function problemsNow({ next, problems, failing, before }: LapList): readonly ListProblem[] {
  return [...problems, ...failing, ...(next === null ? [] : before)];
}

/** What one sweep, or a part of it, has read of a list. */
export interface PartOfList {
  readonly key: string;
  readonly pagesRead: number;
  /** As in LapList.next. */
  readonly next: number | null;
  /** Pages that failed, and that are not tried again. */
  readonly skipped: number;
  readonly soFar: PagesSoFar;
  readonly exact: boolean;
  readonly overlooked: number;
  readonly problems: readonly ListProblem[];
}

/** The lap once a sweep has read these parts. Its lists are all read when `isOver`. */
export function lapAfter(lap: Lap, parts: readonly PartOfList[], counted: LapCounts): Lap {
  const lists = { ...lap.lists };
  for (const part of parts) {
    const before = lists[part.key];
    if (before) lists[part.key] = listAfter(before, part);
  }
  const advances = parts.some(({ key }) => lists[key]?.next !== lap.lists[key]?.next);
  return { ...lap, sweeps: lap.sweeps + 1, lists, counts: countedBoth(lap.counts, counted), advances };
}

function listAfter(list: LapList, part: PartOfList): LapList {
  const { next, problems, skipped, soFar, exact, overlooked } = part;
  // nothing was asked for, as there was no time
  if (part.pagesRead === 0 && problems.length === 0) return list;
  const isStuck = next !== null && next <= (list.next ?? 0);
  const isLost = next === null || skipped > 0;
  if (isStuck) {
    // a page that fails in two sweeps must not keep the others from being read
    const gaveUp = list.failing.length > 0 && problems.length > 0;
    return gaveUp
      ? { ...list, next: null, exact: false, problems: [...list.problems, ...problems], failing: [] }
      : { ...list, failing: problems };
  }
  return {
    ...list,
    next,
    soFar,
    exact,
    overlooked,
    problems: isLost ? [...list.problems, ...problems] : list.problems,
    failing: isLost ? [] : problems,
  };
}

/** Whether every list was read to its end, or given up. */
export function isOver({ lists }: Lap): boolean {
  return Object.values(lists).every(({ next }) => next === null);
}

/** The lap that has come to its end, as it is remembered. */
export function lapEnded({ beganAt, sweeps, lists, counts }: Lap, at: string): LastLap {
  const all = Object.values(lists);
  return {
    beganAt,
    endedAt: at,
    complete: all.every(({ problems }) => problems.length === 0),
    exact: all.every(({ exact, problems }) => exact && problems.length === 0),
    overlooked: all.reduce((sum, { overlooked }) => sum + overlooked, 0),
    pages: pagesOf(lists),
    sweeps,
    counts,
  };
}

export function pagesOf(lists: Lap['lists']): number {
  return Object.values(lists).reduce((sum, { soFar }) => sum + (soFar?.pagesRead ?? 0), 0);
}

/** What on-call has to know of a lap. */
export interface LapStanding {
  /** The last lap was complete, and nothing is wrong with this one. */
  readonly complete: boolean;
  readonly problems: readonly ListProblem[];
}

/** How the laps stand at the end of a sweep. @param longestMs how long one may take */
export function standingOf(lap: Lap, nowMs: number, longestMs: number): LapStanding {
  // that the last one took too long stands until one does not
  const takesMs = Math.max(nowMs - Date.parse(lap.beganAt), lap.last ? durationMsOf(lap.last) : 0);
  const overdue = {
    code: 'lap-overdue',
    text: `a lap takes ${seconds(takesMs)} s, and may take ${seconds(longestMs)} s (sweep.longestLapSeconds)`,
    blind: true,
  };
  const still = { code: 'lap-stands-still', text: 'no page was read that this lap needs', blind: true };
  const isFailing = Object.values(lap.lists).some(({ failing }) => failing.length > 0);
  const problems = [
    ...Object.entries(lap.lists).flatMap(([key, list]) =>
      problemsNow(list).map((one) => ({ ...one, text: `${key}: ${one.text}` })),
    ),
    ...(takesMs > longestMs ? [overdue] : []),
    ...(lap.advances || isFailing ? [] : [still]),
  ];
  return { complete: lap.last?.complete === true && problems.length === 0, problems };
}

export function durationMsOf({ beganAt, endedAt }: Pick<LastLap, 'beganAt' | 'endedAt'>): number {
  return Math.max(0, Date.parse(endedAt) - Date.parse(beganAt));
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
