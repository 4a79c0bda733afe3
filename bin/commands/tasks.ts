import pLimit from 'p-limit';
import { liveOf } from '../../lib/assemble/live-clients.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { alerts, deploy, heartbeat, loadConfigWithout, metrics, state, status } from '../../lib/config/partial.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { pacedLive } from '../../lib/live/paced.ts';
import { PAGE_SIZE_MAX, type TaskFilter } from '../../lib/live/request.ts';
import { type RelayTask, TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { line, type Part } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printBlock, printJson, terminalLog } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface TasksFlags {
  readonly config?: string;
  readonly region?: string[];
  readonly taskId?: string;
  readonly name?: string;
  readonly dstUrl?: string;
  readonly status?: string[];
  readonly page?: number;
  readonly limit: number;
  readonly json?: boolean;
}

interface Found {
  readonly region: string;
  /** Matches of the filters in this region, as Live counts them; it cannot filter by status. */
  readonly total: number;
  readonly tasks: readonly RelayTask[];
}

/** Looks tasks up by Live's fuzzy filters. @returns the exit code. @throws ConfigError, LiveApiError */
export async function tasksCommand(flags: TasksFlags): Promise<number> {
  const wanted = statusesOf(flags.status);
  const unused = [alerts, deploy, heartbeat, metrics, state, status];
  const config = await loadConfigWithout(configPath(flags.config, process.env), process.env, unused);
  const log = terminalLog(systemClock, 'warn');
  const surroundings = { env: process.env, clock: systemClock, random: Math.random, log, write: printBlock };
  const live = pacedLive(liveOf(config, surroundings), { qps: config.live.qps }, surroundings);
  const filter: TaskFilter = {
    ...(flags.taskId === undefined ? {} : { taskId: flags.taskId }),
    ...(flags.name === undefined ? {} : { taskName: flags.name }),
    ...(flags.dstUrl === undefined ? {} : { dstUrl: flags.dstUrl }),
  };
  const limit = pLimit(1);
  const regions = flags.region ?? config.live.regions;
  const found = await Promise.all(regions.map((region) => limit(() => look(live, region, filter, wanted, flags))));
  const tasks = found
    .flatMap((one) => one.tasks)
    .slice(0, flags.page === undefined ? flags.limit : PAGE_SIZE_MAX * regions.length);
  const total = found.reduce((sum, one) => sum + one.total, 0);
  if (flags.json) printJson({ total, tasks });
  else print(tableOf(tasks, total, flags));
  return 0;
}

/** One page when a page was asked for, else pages until enough tasks were found. */
async function look(
  live: LiveApi,
  region: string,
  filter: TaskFilter,
  wanted: ReadonlySet<string> | null,
  flags: TasksFlags,
): Promise<Found> {
  const tasks: RelayTask[] = [];
  let total = 0;
  for (let pageNumber = flags.page ?? 1; ; pageNumber++) {
    const page = await live.listRelayTasks({ region, ...filter, pageNumber, pageSize: PAGE_SIZE_MAX });
    total = page.total;
    tasks.push(...page.tasks.filter((task) => !wanted || wanted.has(task.status)));
    if (flags.page !== undefined || page.tasks.length < PAGE_SIZE_MAX || tasks.length >= flags.limit)
      return { region, total, tasks };
  }
}

function statusesOf(asked: readonly string[] | undefined): ReadonlySet<string> | null {
  const odd = asked?.find((status) => !(TASK_STATUSES as readonly string[]).includes(status));
  if (odd !== undefined) throw new UsageError(`--status must be one of ${TASK_STATUSES.join(', ')}`);
  return asked ? new Set(asked) : null;
}

function tableOf(tasks: readonly RelayTask[], total: number, { status, page }: TasksFlags): Part {
  const rows = tasks.map((task) => [
    task.region,
    task.taskId,
    task.name,
    task.status,
    task.invalidReason ?? task.exitReason ?? '',
    task.sources[0]?.origin ?? task.mediaIds[0] ?? '',
    task.destination?.origin ?? '',
  ]);
  const note = `${tasks.length} shown of ${total} that match${status ? ' (before --status, which Live cannot filter by)' : ''}${page ? `, page ${page}` : ''}`;
  return rows.length === 0
    ? note
    : line`${plainTable(['region', 'task id', 'name', 'status', 'reason', 'source', 'destination'], rows)}\n${note}`;
}
