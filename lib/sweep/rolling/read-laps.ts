import type { Clock } from '../../base/time.ts';
import { Census } from '../../live/census.ts';
import type { LiveApi } from '../../live/client.ts';
import { type ReadPagesOptions, readPages } from '../../live/pages.ts';
import type { PagesResult, Walk, WalkResult } from '../../live/walk.ts';
import { EMPTY_LIST_MEMORY } from '../../live/walk-verdict.ts';
import { fingerprintHex } from '../../monitor/fingerprint.ts';
import { isOver, type Lap, type LastLap, lapAfter, lapEnded, newLap, type PartOfList } from '../../monitor/lap.ts';
import type { Expectation } from '../../monitor/mutes.ts';
import type { ListMemory } from '../../monitor/reading-memory.ts';
import { countedIn, lapCountsOf } from '../counted.ts';
import type { Observations } from '../observations.ts';
import type { StateSession } from '../session/state-session.ts';
import type { LapNotes } from './lap-notes.ts';
import { readEdges } from './read-edges.ts';

/** What one sweep has read of one lap or, where it ended one and went on, of two. */
export interface LapReading {
  readonly lap: Lap;
  /** The lap that this sweep has ended, as it was then; null when it did not. */
  readonly ended: { readonly lap: Lap; readonly last: LastLap } | null;
}

interface LapParts {
  readonly session: Pick<StateSession, 'lap' | 'watch' | 'degraded'>;
  readonly settings: { readonly expectations: readonly Expectation[] };
  readonly observations: Observations;
  readonly notes: LapNotes | undefined;
  readonly clock: Clock;
}

type Options = Omit<ReadPagesOptions, 'cursor' | 'parts'>;

/**
 * Reads on where the last sweep paused, until time is up or every list was read once since the lap began. In what time
 * is left then, the next lap begins; a lap that began in this sweep is not followed by another.
 */
export async function readInLaps(
  live: LiveApi,
  options: Options,
  walks: readonly Walk[],
  parts: LapParts,
): Promise<{ readonly pages: PagesResult; readonly lap: LapReading }> {
  const { session, settings, clock } = parts;
  const { lap: before } = session;
  const of = markOf(walks, options.pageSize, settings.expectations);
  const isFirst = session.watch === null && !session.degraded;
  const begin = (earlier: Lap | null) =>
    newLap(
      of,
      walks.map(({ key }) => key),
      clock.nowUtc().toISO(),
      { earlier, isFirst },
    );
  const goesOn = before !== null && before.of === of && !isOver(before);
  // a lap that begins reads its first pages anyway
  if (goesOn) await readEdges(live, walks, options, before.sweeps);
  const first = await readPart(live, options, walks, goesOn ? before : begin(before), parts);
  const goesFurther = goesOn && first.ended !== null && !options.signal?.aborted;
  const memory = { ...options.memory, ...memoryOf(first.results) };
  const second = goesFurther
    ? await readPart(live, { ...options, memory, earlier: first.results }, walks, begin(first.lap), parts)
    : null;
  const results = [...first.results, ...(second?.results ?? [])];
  const isSecond = second?.results.some(({ pagesRead }) => pagesRead > 0) ?? false;
  const lap = second && isSecond ? second.lap : first.lap;
  return {
    lap: { lap: { ...lap, ...parts.notes?.kept }, ended: second?.ended ?? first.ended },
    pages: { walks: withUnread(results, walks, { ...memory, ...memoryOf(results) }), cursor: null },
  };
}

/** Reads what is left of one lap, as far as time permits. */
async function readPart(
  live: LiveApi,
  options: Options,
  walks: readonly Walk[],
  lap: Lap,
  { observations, clock }: LapParts,
): Promise<LapReading & { readonly results: readonly WalkResult[] }> {
  const parts = partsIn(lap);
  const open = walks.filter(({ key }) => parts.has(key));
  const pages = await readPages(live, open, { ...options, parts });
  const after = lapAfter(lap, pages.walks.flatMap(partOfList), lapCountsOf(countedIn(observations, pages)));
  if (!isOver(after)) return { lap: after, ended: null, results: pages.walks };
  const last = lapEnded(after, clock.nowUtc().toISO());
  return { lap: { ...after, last }, ended: { lap: after, last }, results: pages.walks };
}

/** Whether two sweeps read the same lists and count the same. Destinations may be secret, so they are not told apart. */
function markOf(walks: readonly Walk[], pageSize: number | undefined, counting: unknown): string {
  const lists = walks.map(({ key, filter: { taskId, taskName, dstUrl } }) => [key, taskId, taskName, dstUrl?.length]);
  return fingerprintHex(JSON.stringify([lists, pageSize, counting]));
}

function partsIn({ lists }: Lap): NonNullable<ReadPagesOptions['parts']> {
  const open = Object.entries(lists).flatMap(([key, { next, soFar }]) =>
    next === null ? [] : [[key, { page: next, before: soFar }] as const],
  );
  return new Map(open);
}

function partOfList({ walk, pagesRead, part, incompleteness, exact, overlooked }: WalkResult): PartOfList[] {
  if (!part) return [];
  const { pausedAt: next, skipped, soFar } = part;
  return [{ key: walk.key, pagesRead, next, skipped, soFar, exact, overlooked, problems: incompleteness }];
}

function memoryOf(results: readonly WalkResult[]): Record<string, ListMemory> {
  return Object.fromEntries(results.map(({ walk, memory }) => [walk.key, memory]));
}

/** Lists that were not this sweep's turn were not read, and nothing is concluded of them. */
function withUnread(
  results: readonly WalkResult[],
  walks: readonly Walk[],
  memory: Readonly<Record<string, ListMemory>>,
): WalkResult[] {
  const read = new Set(results.map(({ walk }) => walk.key));
  const unread = walks.filter(({ key }) => !read.has(key));
  return [
    ...results,
    ...unread.map((walk) => ({
      walk,
      complete: false,
      exact: false,
      overlooked: 0,
      incompleteness: [],
      pagesRead: 0,
      census: new Census(),
      memory: memory[walk.key] ?? EMPTY_LIST_MEMORY,
    })),
  ];
}
