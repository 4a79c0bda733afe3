import { setMaxListeners } from 'node:events';
import { RelaywatchError } from '../errors.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { Clock } from '../time.ts';
import { Census } from './census.ts';
import type { LiveApi } from './client.ts';
import { LiveApiError } from './errors.ts';
import { PAGE_SIZE_MAX, type TaskFilter } from './request.ts';
import { type Incompleteness, WalkPlan } from './walk-plan.ts';

/** One list to read from its first page to its last: a region, and optionally a filter. */
export interface Walk {
  readonly region: string;
  readonly filter: TaskFilter;
  /** Names the walk in cursors and messages; holds no filter value, since a DstUrl may be a secret. */
  readonly key: string;
}

/** Where the next sweep goes on when this one ran out of time. */
export interface Cursor {
  readonly walk: string;
  readonly page: number;
}

export interface WalkResult {
  readonly walk: Walk;
  readonly complete: boolean;
  readonly incompleteness: readonly Incompleteness[];
  readonly pagesRead: number;
  readonly census: Census;
  /** Tasks last seen in an earlier epoch are gone; only meaningful when complete. */
  readonly epoch: number;
}

export interface PagesResult {
  readonly walks: readonly WalkResult[];
  /** Null when every walk came to its end. */
  readonly cursor: Cursor | null;
}

export interface PageProgress {
  readonly pagesRead: number;
  /** Grows as the Totals of the regions become known. */
  readonly pagesExpected: number;
  readonly tasksSeen: number;
}

export interface ReadPagesOptions {
  readonly clock: Clock;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly pageSize?: number;
  /** On the clock's monotonic time; calls still under way then are given up. */
  readonly deadlineMs?: number;
  readonly cursor?: Cursor | null;
  /** Called for each sighting of a task, in no order, the latest last; `first` in its walk. @returns its class, for the census */
  readonly classify: (task: RelayTask, walk: Walk, identity: string, first: boolean) => number;
  readonly onProgress?: (progress: PageProgress) => void;
}

/** Thrown into calls under way when time is up. */
export class TimeUpError extends RelaywatchError<'time-up'> {
  constructor() {
    super('time-up', 'the time limit of the sweep was reached');
  }
}

interface OpenWalk {
  readonly walk: Walk;
  readonly plan: WalkPlan;
  census: Census | null;
}

/**
 * Reads all pages of all walks, each page handed on and forgotten. The very first call goes alone, since it teaches the
 * pacer the network; then the first page of each walk, since they say how much there is to do; then page after page.
 * Never throws for what the service does: a walk that cannot be read is incomplete, and the others go on.
 */
export async function readPages(api: LiveApi, walks: readonly Walk[], options: ReadPagesOptions): Promise<PagesResult> {
  const { clock, concurrency, pageSize = PAGE_SIZE_MAX, deadlineMs, cursor } = options;
  const open = startingAt(walks, cursor ?? null).map((walk): OpenWalk => {
    const startPage = walk.key === cursor?.walk ? cursor.page : 1;
    return { walk, plan: new WalkPlan(pageSize, startPage), census: null };
  });
  const timeUp = new AbortController();
  // every call under way listens to it; Node would take more than ten for a leak, and say so on stderr
  setMaxListeners(0, timeUp.signal);
  const stopTimer = new AbortController();
  if (deadlineMs !== undefined) {
    void clock.sleep(Math.max(0, deadlineMs - clock.monotonicMs()), stopTimer.signal).then(
      () => timeUp.abort(new TimeUpError()),
      () => undefined,
    );
  }

  let underWay = 0;
  let answers = 0;
  let pageEnded = () => {};
  for (;;) {
    const mayRead = !timeUp.signal.aborted && underWay < (answers === 0 ? 1 : concurrency);
    const job = mayRead ? nextJob(open) : null;
    if (job) {
      underWay += 1;
      void read(job.walk, job.page).then(() => {
        underWay -= 1;
        answers += 1;
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
  stopTimer.abort();
  return resultOf(open, timeUp.signal.aborted);

  async function read(target: OpenWalk, page: number): Promise<void> {
    const { walk, plan } = target;
    try {
      const answer = await api.listRelayTasks(
        { region: walk.region, ...walk.filter, pageNumber: page, pageSize },
        timeUp.signal,
      );
      const epoch = plan.answered(page, { total: answer.total, count: answer.tasks.length });
      target.census ??= new Census(answer.total);
      for (const [index, task] of answer.tasks.entries()) {
        // a task that Live gave no id is known by its place: counted, and never mistaken for another
        const identity = task.taskId === '' ? `\n${walk.key}/${page}/${index}` : task.taskId;
        const first = target.census.epochOf(identity) === 0;
        target.census.observe(identity, options.classify(task, walk, identity, first), epoch);
      }
      options.onProgress?.(progressOf(open));
    } catch (error) {
      if (timeUp.signal.aborted) plan.pageAbandoned(page);
      else giveUp(plan, page, error);
    }
  }
}

function giveUp(plan: WalkPlan, page: number, error: unknown): void {
  if (error instanceof LiveApiError && error.facts.retryable) {
    plan.pageFailed(page, error.message);
    return;
  }
  // a fault of our own ends this walk, not the sweep; only its name is told, since its message may quote the answer
  const text =
    error instanceof RelaywatchError ? error.message : `page ${page} could not be read: ${(error as Error)?.name}`;
  plan.stop({ code: 'call-failed', text });
}

/** The walks in order, beginning with that of the cursor. */
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
      if (wrapped) walk.plan.settle(() => walk.census?.countSeenIn(walk.plan.epoch) ?? 0);
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

function resultOf(open: readonly OpenWalk[], outOfTime: boolean): PagesResult {
  const unfinished = outOfTime ? open.filter(({ plan }) => !plan.finished) : [];
  // in the order of reading: what lies before the start of a list comes after all else
  const next = unfinished.find(({ plan }) => plan.hasOnwardPages) ?? unfinished[0];
  for (const { plan } of unfinished) {
    plan.stop({
      code: 'deadline',
      text: `time ran out after ${plan.pagesRead} of ${Math.max(1, plan.lastPage)} pages`,
    });
  }
  return {
    walks: open.map(({ walk, plan, census }) => ({
      walk,
      complete: plan.complete,
      incompleteness: plan.incompleteness,
      pagesRead: plan.pagesRead,
      census: census ?? new Census(),
      epoch: plan.epoch,
    })),
    cursor: next ? { walk: next.walk.key, page: next.plan.resumePage } : null,
  };
}
