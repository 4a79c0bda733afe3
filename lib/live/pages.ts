import { type Fingerprint, fingerprint } from '../monitor/fingerprint.ts';
import type { Cursor, ListMemory } from '../monitor/reading-memory.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { Census } from './census.ts';
import type { LiveApi } from './client.ts';
import { giveUp } from './give-up.ts';
import { answerOf } from './list-evidence.ts';
import { type OpenPart, type PartRead, type PartToRead, partOf } from './list-part.ts';
import { PAGE_SIZE_MAX, type TaskFilter } from './request.ts';
import { WalkPlan } from './walk-plan.ts';
import { EMPTY_LIST_MEMORY, type Incompleteness, type ListVerdict } from './walk-verdict.ts';

/** One list to read from its first page to its last: a region, and optionally a filter. */
export interface Walk {
  readonly region: string;
  readonly filter: TaskFilter;
  /** Identifies the walk in cursors and messages. Contains no filter value, since a DstUrl may be secret. */
  readonly key: string;
}

export interface WalkResult {
  readonly walk: Walk;
  /** Every page was read, and few tasks can have been missed. */
  readonly complete: boolean;
  /** Nothing changed during the walk: what was seen is exactly what the list held. */
  readonly exact: boolean;
  /**
   * An estimate of the tasks that may have been missed because they crossed a page border or were created during the
   * walk.
   */
  readonly overlooked: number;
  /** Why the list was not read completely; empty when it was. */
  readonly incompleteness: readonly Incompleteness[];
  readonly pagesRead: number;
  readonly census: Census;
  /** For the next sweep. */
  readonly memory: ListMemory;
  /** Of a list that is read in laps: what the next sweep goes on from. */
  readonly part?: PartRead;
}

export interface PagesResult {
  readonly walks: readonly WalkResult[];
  /** Null when every walk was finished. */
  readonly cursor: Cursor | null;
}

export interface PageProgress {
  readonly pagesRead: number;
  /** Grows as the Total of each region becomes known. */
  readonly pagesExpected: number;
  readonly tasksSeen: number;
}

/** Where a task was seen. */
export interface Place {
  readonly page: number;
  /** Whether this is the first sighting of the task in its region, over all walks. */
  readonly first: boolean;
  /** How many tasks its list has, as Live said with this page. */
  readonly of: number;
}

export interface ReadPagesOptions {
  /** Calls in flight at once. */
  readonly concurrency: number;
  readonly pageSize?: number;
  /** Fires when time is up; calls still in flight are then aborted. */
  readonly signal?: AbortSignal;
  readonly cursor?: Cursor | null;
  /** What the previous sweep remembered of each walk, by its key. */
  readonly memory?: Readonly<Record<string, ListMemory>>;
  /** What the same sweep has read before: a task of it is not seen for the first time. */
  readonly earlier?: readonly Pick<WalkResult, 'walk' | 'census'>[];
  /** For lists that are read in laps, by the key of the walk; there is no cursor then. Absent: each is read whole. */
  readonly parts?: ReadonlyMap<string, PartToRead>;
  /**
   * Called for each sighting of a task, in no particular order; for one task the latest comes last. @param print of its
   * identity @returns its class, for the census
   */
  readonly classify: (task: RelayTask, walk: Walk, identity: string, place: Place, print: Fingerprint) => number;
  readonly onProgress?: (progress: PageProgress) => void;
}

interface OpenWalk {
  readonly walk: Walk;
  readonly plan: WalkPlan;
  /** Null when the list is read whole. */
  readonly part: OpenPart | null;
  census: Census | null;
}

/**
 * Reads all pages of all walks; each page is handed on and then dropped. One call to each region goes first, since it
 * teaches the pacer about the network; a region that does not answer does not hold up the others. Then comes the first
 * page of each walk, which says how much there is to read, and then all the others. Never throws because of the
 * service: a walk that cannot be read is incomplete, and the others continue.
 */
export async function readPages(api: LiveApi, walks: readonly Walk[], options: ReadPagesOptions): Promise<PagesResult> {
  const { concurrency, pageSize = PAGE_SIZE_MAX, cursor } = options;
  const isOver = () => options.signal?.aborted === true;
  const open = startingAt(walks, cursor ?? null).map((walk): OpenWalk => {
    const part = options.parts?.get(walk.key);
    const memory = options.memory?.[walk.key];
    if (part) return { walk, ...partOf(part, pageSize, memory), census: null };
    const startPage = walk.key === cursor?.walk ? cursor.page : 1;
    return { walk, plan: new WalkPlan(pageSize, startPage, memory), part: null, census: null };
  });
  let underWay = 0;
  const firstAsked = new Set<string>();
  let isFirst = true;
  let pageEnded = () => {};
  for (;;) {
    const mayRead = !isOver() && underWay < concurrency;
    const job = mayRead ? nextJob(isFirst ? open.filter(({ walk }) => !firstAsked.has(walk.region)) : open) : null;
    if (job) {
      firstAsked.add(job.walk.walk.region);
      underWay += 1;
      void read(job.walk, job.page).then(() => {
        underWay -= 1;
        isFirst = false;
        pageEnded();
      });
    } else if (underWay > 0) {
      await new Promise<void>((resolve) => {
        pageEnded = resolve;
      });
    } else {
      break;
    }
  }
  return pagesResult(open, isOver());

  async function read(target: OpenWalk, page: number): Promise<void> {
    const { walk, plan, part } = target;
    try {
      const answer = await api.listRelayTasks(
        { region: walk.region, ...walk.filter, pageNumber: page, pageSize },
        options.signal,
      );
      target.census ??= new Census(answer.total);
      const { census } = target;
      const known = [...open, ...(options.earlier ?? [])];
      const others = known.filter((other) => other !== target && other.walk.region === walk.region);
      const of = answer.total;
      const place = { first: { page, first: true, of }, again: { page, first: false, of } };
      const firsts = answer.tasks.map((task, index) => {
        // a task without an id is identified by its place in the list, so it is counted and never mistaken for another
        const identity = task.taskId === '' ? `\n${walk.key}/${page}/${index}` : task.taskId;
        const print = fingerprint(identity);
        if (part && page < part.from) part.overlap.observe(print, 0);
        return census.observe(print, (before) => {
          const first = before === null && !others.some((other) => other.census?.has(print));
          return options.classify(task, walk, identity, first ? place.first : place.again, print);
        });
      });
      answer.letGo?.();
      plan.answered(page, answerOf(answer.total, firsts));
      options.onProgress?.(progressOf(open));
    } catch (error) {
      if (isOver()) plan.pageAbandoned(page);
      else giveUp(plan, page, error);
    }
  }
}

/** The walks in order, starting with the one in the cursor. */
function startingAt(walks: readonly Walk[], cursor: Cursor | null): readonly Walk[] {
  const first = Math.max(
    0,
    walks.findIndex((walk) => walk.key === cursor?.walk),
  );
  return [...walks.slice(first), ...walks.slice(0, first)];
}

function nextJob(open: readonly OpenWalk[]): { walk: OpenWalk; page: number } | null {
  const untouched = open.filter(({ plan }) => plan.total === null);
  for (const [candidates, wrapped] of [
    [untouched, false],
    [open, false],
    [open, true],
  ] as const) {
    for (const walk of candidates) {
      if (wrapped) walk.plan.settle(() => newIn(walk));
      const page = walk.plan.next(wrapped);
      if (page !== null) return { walk, page };
    }
  }
  return null;
}

function progressOf(open: readonly OpenWalk[]): PageProgress {
  const sum = (of: (walk: OpenWalk) => number) => open.reduce((total, walk) => total + of(walk), 0);
  const pagesRead = sum(({ plan }) => plan.pagesRead);
  return {
    pagesRead,
    pagesExpected: Math.max(
      pagesRead,
      sum(({ plan }) => Math.max(1, plan.lastPage)),
    ),
    tasksSeen: sum(({ census }) => census?.size ?? 0),
  };
}

/** Distinct tasks, without those that an earlier sweep of the lap counted. */
function newIn({ census, part }: OpenWalk): number {
  return (census?.size ?? 0) - (part?.overlap.size ?? 0);
}

/** For a walk without a verdict: there were no more pages to request, and nothing says why. */
const UNKNOWN: ListVerdict = { incompleteness: [], exact: false, overlooked: 0, memory: EMPTY_LIST_MEMORY };

function pagesResult(open: readonly OpenWalk[], outOfTime: boolean): PagesResult {
  const unfinished = outOfTime ? open.filter(({ plan }) => plan.verdict === null) : [];
  // in reading order: pages before the start page come after all others
  const next = unfinished.find(({ plan }) => plan.hasOnwardPages) ?? unfinished[0];
  for (const { plan, part } of unfinished) {
    if (part) plan.pause();
    plan.stop({
      code: 'deadline',
      text: `time ran out after ${plan.pagesRead} of ${Math.max(1, plan.lastPage)} pages`,
      blind: true,
    });
  }
  return {
    walks: open.map(resultOf),
    cursor: next && !next.part ? { walk: next.walk.key, page: next.plan.resumePage } : null,
  };
}

function resultOf({ walk, plan, census, part }: OpenWalk): WalkResult {
  const pausedAt = part && plan.pausedAt;
  const isWhole = part === null || (part.from === 1 && pausedAt === null);
  const soFar = part && plan.soFar(census?.size ?? 0, part.overlap.size);
  return {
    walk,
    complete: plan.verdict?.incompleteness.length === 0 && isWhole,
    ...(plan.verdict ?? UNKNOWN),
    pagesRead: plan.pagesRead,
    census: census ?? new Census(),
    ...(part && soFar ? { part: { pausedAt, skipped: plan.skipped, soFar, overlap: part.overlap } } : {}),
  };
}
