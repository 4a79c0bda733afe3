import type { LiveApi } from '../../live/client.ts';
import type { ReadPagesOptions } from '../../live/pages.ts';
import { PAGE_SIZE_MAX } from '../../live/request.ts';
import type { Walk } from '../../live/walk.ts';
import { fingerprint } from '../../monitor/fingerprint.ts';

/** Lists whose edges one sweep looks at; with more, others have their turn in the next. */
const MOST_LISTS = 10;

/**
 * Reads the first and the last page of each list, before a lap goes on in its middle: relays that are new stand there if
 * lists are in the order of creation, either way. Nothing is concluded from what it does not show, and a page that fails
 * is for the lap to tell. @param turn counts the sweeps
 */
export async function readEdges(
  live: LiveApi,
  walks: readonly Walk[],
  { pageSize = PAGE_SIZE_MAX, classify, signal }: Pick<ReadPagesOptions, 'pageSize' | 'classify' | 'signal'>,
  turn: number,
): Promise<void> {
  const from = walks.length > MOST_LISTS ? (turn * MOST_LISTS) % walks.length : 0;
  for (const walk of [...walks.slice(from), ...walks.slice(0, from)].slice(0, MOST_LISTS)) {
    try {
      const total = await readPage(walk, 1);
      const last = Math.ceil(total / pageSize);
      if (last > 1) await readPage(walk, last);
    } catch {
      if (signal?.aborted) return;
    }
  }

  async function readPage(walk: Walk, page: number): Promise<number> {
    const request = { region: walk.region, ...walk.filter, pageNumber: page, pageSize };
    const { tasks, total, letGo } = await live.listRelayTasks(request, signal);
    const place = { page, first: false, of: total };
    for (const task of tasks) {
      if (task.taskId !== '') classify(task, walk, task.taskId, place, fingerprint(task.taskId));
    }
    letGo?.();
    return total;
  }
}
