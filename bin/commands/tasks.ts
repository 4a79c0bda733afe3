import pLimit from 'p-limit';
import { liveOf } from '../../lib/assemble/live-clients.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout } from '../../lib/config/partial.ts';
import type { TaskPage } from '../../lib/live/answer.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { pacedLive } from '../../lib/live/paced.ts';
import { PAGE_SIZE_MAX } from '../../lib/live/request.ts';
import { type RelayTask, TASK_STATUSES, type TaskStatus } from '../../lib/monitor/relay-task.ts';
import type { Chosen } from '../chosen.ts';
import { count } from '../terminal/figures.ts';
import { line, type Part } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printBlock, printJson, sweepDisplay, terminalLog } from '../terminal/terminal.ts';
import { isLookedFor, type LookedFor, lookedForBy, type TaskFilterFlags } from './task-filter.ts';

export interface TasksFlags extends TaskFilterFlags, Chosen {
  readonly page?: number;
  readonly limit: number;
  readonly totals?: boolean;
  readonly json?: boolean;
}

interface Found {
  /** Number of matches of Live's own filters, as counted by Live. */
  readonly listed: number;
  /** At most as many as were asked for. */
  readonly tasks: readonly RelayTask[];
  /** Over all matches, in the order of the statuses; null when not every page was read. */
  readonly byStatus: Readonly<Partial<Record<TaskStatus, number>>> | null;
}

interface Wanted extends LookedFor {
  /** Whether to read every page: otherwise the number of matches is unknown. */
  readonly isWhole: boolean;
}

/** Looks up tasks. @returns the exit code. @throws ConfigError, LiveApiError */
export async function tasksCommand(flags: TasksFlags): Promise<number> {
  const wanted = wantedOf(flags);
  const unused = allBut('credentials');
  const config = await loadConfigWithout(configPath(flags.config, process.env), process.env, unused, flags.account);
  const log = terminalLog(systemClock, 'warn');
  const surroundings = { clock: systemClock, random: Math.random, log, write: printBlock };
  const live = pacedLive(liveOf(config, surroundings), { qps: config.live.qps }, surroundings);
  const limit = pLimit(1);
  const display = sweepDisplay();
  const progress = { pagesRead: 0, pagesExpected: 0, tasksSeen: 0 };
  const onPage = (page: TaskPage) => {
    progress.pagesRead += 1;
    progress.tasksSeen += page.tasks.length;
    if (page.pageNumber === 1) progress.pagesExpected += Math.max(1, Math.ceil(page.total / PAGE_SIZE_MAX));
    display.update(progress);
  };
  const regions = flags.region ?? config.live.regions;
  const found = together(
    await Promise.all(regions.map((region) => limit(() => look(live, region, wanted, flags, onPage)))).finally(() =>
      display.end(),
    ),
    flags.page === undefined ? flags.limit : PAGE_SIZE_MAX * regions.length,
  );
  const { listed, tasks, byStatus } = found;
  if (flags.json) printJson({ total: byStatus ? sumOf(byStatus) : listed, ...(byStatus ? { byStatus } : {}), tasks });
  else print(tableOf(found, flags));
  return 0;
}

function wantedOf(flags: TasksFlags): Wanted {
  const lookedFor = lookedForBy(flags);
  return { ...lookedFor, isWhole: flags.page === undefined && (lookedFor.isOurs || flags.totals === true) };
}

/**
 * Reads one page if a page was requested, every page if true totals are needed, otherwise pages until enough tasks are
 * found.
 */
async function look(
  live: LiveApi,
  region: string,
  wanted: Wanted,
  flags: TasksFlags,
  onPage: (page: TaskPage) => void,
): Promise<Found> {
  const { filter, isWhole } = wanted;
  const tasks: RelayTask[] = [];
  const byStatus: Partial<Record<TaskStatus, number>> = {};
  // when tasks are created meanwhile, one may appear on two pages
  const seen = new Set<string>();
  for (let pageNumber = flags.page ?? 1; ; pageNumber++) {
    const page = await live.listRelayTasks({ region, ...filter, pageNumber, pageSize: PAGE_SIZE_MAX });
    onPage(page);
    const fitting = page.tasks.filter((task) => !seen.has(task.taskId) && isLookedFor(task, wanted));
    for (const { taskId } of page.tasks) seen.add(taskId);
    for (const task of fitting) byStatus[task.status] = (byStatus[task.status] ?? 0) + 1;
    tasks.push(...fitting.slice(0, Math.max(0, flags.limit - tasks.length)));
    const isLast = flags.page !== undefined || page.tasks.length < PAGE_SIZE_MAX;
    if (isLast || (!isWhole && tasks.length >= flags.limit))
      return {
        listed: page.total,
        tasks: flags.page === undefined ? tasks : fitting,
        byStatus: isWhole ? byStatus : null,
      };
  }
}

function together(found: readonly Found[], most: number): Found {
  const counts = TASK_STATUSES.flatMap((status) => {
    const number = found.reduce((sum, { byStatus }) => sum + (byStatus?.[status] ?? 0), 0);
    return number > 0 ? [[status, number]] : [];
  });
  return {
    listed: found.reduce((sum, { listed }) => sum + listed, 0),
    tasks: found.flatMap(({ tasks }) => tasks).slice(0, most),
    byStatus: found.every(({ byStatus }) => byStatus === null) ? null : Object.fromEntries(counts),
  };
}

function sumOf(byStatus: NonNullable<Found['byStatus']>): number {
  return Object.values(byStatus).reduce((sum, number) => sum + number, 0);
}

const HEAD = ['region', { head: 'task id', whole: true }, 'name', 'status', 'reason', 'source', 'destination'] as const;

function tableOf(found: Found, { page }: TasksFlags): Part {
  const rows = found.tasks.map((task) => [
    task.region,
    task.taskId,
    task.name,
    task.status,
    task.invalidReason ?? task.exitReason ?? '',
    task.sources[0]?.origin ?? task.mediaIds[0] ?? '',
    task.destination?.origin ?? '',
  ]);
  const note = `${count(rows.length)} shown of ${totalText(found)}${page ? `, page ${page}` : ''}`;
  return rows.length === 0 ? note : line`${plainTable(HEAD, rows)}\n${note}`;
}

function totalText({ listed, byStatus }: Found): string {
  if (byStatus === null) return `${count(listed)} that match`;
  const parts = Object.entries(byStatus).map(([status, number]) => `${count(number)} ${status}`);
  return `${count(sumOf(byStatus))} that match${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}
