import type { Fleet } from './fleet.ts';
import type { OperationContext } from './operation.ts';
import { checkTaskId, optionalInteger, optionalText, type Parameters, servedRegion } from './parameters.ts';
import { wireTask } from './wire-task.ts';

interface Filters {
  readonly taskId: string | undefined;
  readonly name: string | undefined;
  readonly dstUrl: string | undefined;
}

/** Searches kept while no task comes or goes, so that the pages of one search do not each read every task. */
const KEPT_SEARCHES = 16;
const searches = new WeakMap<Fleet, { version: number; found: Map<string, readonly number[]> }>();

/**
 * DescribeLivePullToPushList: one page. The order is not documented; paging is by offset, so a task that goes moves
 * all those behind it up.
 */
export function listTasks({ fleet, oddities, parameters }: OperationContext): Record<string, unknown> {
  const region = servedRegion(parameters, fleet.regions);
  const pageNumber = optionalInteger(parameters, 'PageNumber', { min: 1 }) ?? 1;
  const pageSize = optionalInteger(parameters, 'PageSize', { min: 1, max: 100 }) ?? 10;
  const slots = matching(fleet, region, filtersOf(parameters));
  const { backwards } = fleet.listOf(region);
  const entries = pageOf(slots, pageNumber, pageSize, backwards).map((slot) => {
    const task = fleet.task(slot);
    return oddities.apply(wireTask(task, fleet.nowMs), slot, task.state);
  });
  return { Total: slots.length, PageNumber: pageNumber, PageSize: pageSize, TaskList: entries };
}

function filtersOf(parameters: Parameters): Filters {
  const taskId = parameters.get('TaskId');
  return {
    taskId: taskId ? checkTaskId(taskId).toLowerCase() : undefined,
    name: optionalText(parameters, 'TaskName')?.toLowerCase(),
    dstUrl: optionalText(parameters, 'DstUrl')?.toLowerCase(),
  };
}

/** @param backwards the last slot is the first of the first page */
function pageOf(slots: readonly number[], pageNumber: number, pageSize: number, backwards: boolean): readonly number[] {
  if (!backwards) return slots.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const end = slots.length - (pageNumber - 1) * pageSize;
  return end <= 0 ? [] : slots.slice(Math.max(0, end - pageSize), end).toReversed();
}

/** Without a filter that is the fleet's own list, at no cost. */
function matching(fleet: Fleet, region: string, filters: Filters): readonly number[] {
  const all = fleet.listOf(region).slots;
  if (!filters.taskId && !filters.name && !filters.dstUrl) return all;
  const kept = searchesOf(fleet);
  const key = JSON.stringify([region, filters]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const found = all.filter((slot) => matches(fleet, slot, filters));
  if (kept.size >= KEPT_SEARCHES) kept.clear();
  kept.set(key, found);
  return found;
}

function matches(fleet: Fleet, slot: number, { taskId, name, dstUrl }: Filters): boolean {
  if (taskId !== undefined && !fleet.taskIdOf(slot).toLowerCase().includes(taskId)) return false;
  if (name === undefined && dstUrl === undefined) return true;
  const texts = fleet.textsOf(slot);
  if (name !== undefined && !texts.name.toLowerCase().includes(name)) return false;
  return dstUrl === undefined || texts.dstUrl.toLowerCase().includes(dstUrl);
}

function searchesOf(fleet: Fleet): Map<string, readonly number[]> {
  const kept = searches.get(fleet);
  if (kept !== undefined && kept.version === fleet.version) return kept.found;
  const found = new Map<string, readonly number[]>();
  searches.set(fleet, { version: fleet.version, found });
  return found;
}
