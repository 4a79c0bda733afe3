import { type Fingerprint, fingerprint } from '../monitor/fingerprint.ts';
import type { Cursor, ListMemory } from '../monitor/reading-memory.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { TaskPage } from './answer.ts';
import { Census } from './census.ts';
import type { LiveApi } from './client.ts';
import { giveUp } from './give-up.ts';
import { answerOf } from './list-evidence.ts';
import { type PartToRead, partOf } from './list-part.ts';
import { newIn, type OpenWalk, pagesResult } from './open-walk.ts';
import { PAGE_SIZE_MAX } from './request.ts';
import type { PagesResult, Walk, WalkResult } from './walk.ts';
import { WalkPlan } from './walk-plan.ts';

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

/** A page to read. */
interface Job {
  readonly walk: OpenWalk;
  readonly page: number;
}

/**
 * Reads all pages of all walks; each page is handed on and then dropped. One call to each region goes first, since it
 * teaches the pacer about the network; a region that does not answer does not hold up the others. Then comes the first
 * page of each walk, which says how much there is to read, and then all the others. Never throws because of the
 * service: a walk that cannot be read is incomplete, and the others continue.
 */
export async function readPages(api: LiveApi, walks: readonly Walk[], options: ReadPagesOptions): Promise<PagesResult> {
  const { concurrency } = options;
  const open = startingAt(walks, options.cursor ?? null).map((walk) => opened(walk, options));
  const isOver = () => options.signal?.aborted === true;
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
      void readPage(api, job, open, options).then(() => {
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
}

/** Reads one page, and tells its plan how that ended. Never throws. */
async function readPage(api: LiveApi, job: Job, open: readonly OpenWalk[], options: ReadPagesOptions): Promise<void> {
  const { walk: target, page } = job;
  const { walk, plan } = target;
  const { pageSize = PAGE_SIZE_MAX, signal } = options;
  try {
    const answer = await api.listRelayTasks(
      { region: walk.region, ...walk.filter, pageNumber: page, pageSize },
      signal,
    );
    const firsts = taken(answer, job, open, options);
    answer.letGo?.();
    plan.answered(page, answerOf(answer.total, firsts));
    options.onProgress?.(progressOf(open));
  } catch (error) {
    if (signal?.aborted) plan.pageAbandoned(page);
    else giveUp(plan, page, error);
  }
}

function opened(walk: Walk, options: ReadPagesOptions): OpenWalk {
  const { pageSize = PAGE_SIZE_MAX, cursor } = options;
  const part = options.parts?.get(walk.key);
  const memory = options.memory?.[walk.key];
  if (part) return { walk, ...partOf(part, pageSize, memory), census: null };
  const startPage = cursor?.walk === walk.key ? cursor.page : 1;
  return { walk, plan: new WalkPlan(pageSize, startPage, memory), part: null, census: null };
}

/** Takes in the tasks of a page. @returns of each whether its list shows it for the first time */
function taken(
  { tasks, total: of }: TaskPage,
  job: Job,
  open: readonly OpenWalk[],
  options: ReadPagesOptions,
): boolean[] {
  const { walk: target, page } = job;
  const { walk, part } = target;
  target.census ??= new Census(of);
  const { census } = target;
  const known = [...open, ...(options.earlier ?? [])];
  const others = known.filter((other) => other !== target && other.walk.region === walk.region);
  const place = { first: { page, first: true, of }, again: { page, first: false, of } };
  return tasks.map((task, index) => {
    // a task without an id is identified by its place in the list, so it is counted and never mistaken for another
    const identity = task.taskId === '' ? `\n${walk.key}/${page}/${index}` : task.taskId;
    const print = fingerprint(identity);
    if (part && page < part.from) part.overlap.observe(print, 0);
    return census.observe(print, (before) => {
      const first = before === null && !others.some((other) => other.census?.has(print));
      return options.classify(task, walk, identity, first ? place.first : place.again, print);
    });
  });
}

/** The walks in order, starting with the one in the cursor. */
function startingAt(walks: readonly Walk[], cursor: Cursor | null): readonly Walk[] {
  const first = Math.max(
    0,
    walks.findIndex((walk) => walk.key === cursor?.walk),
  );
  return [...walks.slice(first), ...walks.slice(0, first)];
}

function nextJob(open: readonly OpenWalk[]): Job | null {
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
