import { scopesOf } from '../../lib/assemble/assemble.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import type { ListRequest } from '../../lib/live/request.ts';
import { judge } from '../../lib/monitor/judge.ts';
import { upOf } from '../../lib/monitor/per-task-points.ts';

/** What a sweep has to read, and which part of it is billed. */
export interface Fleet {
  readonly relays: number;
  /** Number of calls to Live that read everything. */
  readonly calls: number;
  /** Relays that would get a metric of their own: those that should be running now. */
  readonly expected: number;
  /** Relays that Live is retrying; null when unknown. */
  readonly recovering: number | null;
}

/** A fleet of a given size, spread evenly over the regions of a configuration, without asking Live. */
export function fleetOf({ live }: Config, relays: number): Fleet {
  const lists = live.regions.length * Math.max(1, live.scopes.length);
  const calls = lists * pagesOf(Math.ceil(relays / lists), live.pageSize);
  return { relays, calls, expected: relays, recovering: null };
}

/**
 * The current fleet, from one page of each list. Its total is exact; the states of relays are scaled up from that page.
 * A relay that appears in two scopes counts twice. @throws LiveApiError
 */
export async function fleetNow(config: Config, live: LiveApi, now: UtcDateTime): Promise<Fleet> {
  const { pageSize } = config.live;
  const sums = { relays: 0, calls: 0, expected: 0, recovering: 0 };
  for (const list of listsOf(config)) {
    const { total, tasks } = await live.listRelayTasks({ ...list, pageNumber: 1, pageSize });
    const scale = tasks.length === 0 ? 0 : total / tasks.length;
    sums.relays += total;
    sums.calls += pagesOf(total, pageSize);
    sums.expected += scale * tasks.filter((task) => upOf(judge(task, now, config.policy)) !== null).length;
    sums.recovering += scale * tasks.filter(({ status }) => status === 'recovering').length;
  }
  return { ...sums, expected: Math.round(sums.expected), recovering: Math.round(sums.recovering) };
}

/** What the sweep lists: each scope in each region. */
function listsOf(config: Config): readonly ListRequest[] {
  const scopes = scopesOf(config);
  const filters = scopes.length > 0 ? scopes : [{}];
  return config.live.regions.flatMap((region) => filters.map((filter) => ({ region, ...filter })));
}

/** A list ends with a short page, so a full last page is followed by an empty one. */
function pagesOf(total: number, pageSize: number): number {
  return Math.floor(total / pageSize) + 1;
}
