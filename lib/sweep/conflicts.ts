import type { LiveApi } from '../live/client.ts';
import type { PagesResult, Walk } from '../live/walk.ts';
import type { Sighting } from '../monitor/incident.ts';
import type { Verdict } from '../monitor/judge.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { Rivals } from '../monitor/rivals.ts';
import { bareSighting, CONFLICT, HEALTHY, sightingOf, subjectOf } from '../monitor/sightings.ts';
import type { ConflictWatch, Suspicion } from './conflict-watch.ts';

/**
 * How many pages are read again to tell conflicts from tasks that were replaced during the sweep; beyond that,
 * conflicts are assumed to be real.
 */
const MOST_PAGES_LOOKED_AT = 10;
const RIVALS_KEPT = 500;
const RIVALS_OF_ONE = 4;
const VERDICT: Verdict = {
  kind: 'destination-conflict',
  severity: 'warning',
  reason: 'several tasks push to one URL',
};

export interface ConflictDeps {
  readonly live: LiveApi;
  readonly pageSize: number;
  readonly rivals: Rivals;
  readonly signal?: AbortSignal;
}

export interface ConflictFindings {
  readonly sightings: readonly Sighting[];
  /** For the next sweep. */
  readonly rivals: Rivals;
}

/**
 * What can be proven about conflicts. A task that was replaced during the sweep by one with the same URL is not a
 * conflict, so the page of the first one is read again. A conflict is over when each of its tasks was seen or asked
 * for, and at most one of them still pushes there. Does not throw: nothing is concluded about tasks that could not be
 * asked for.
 */
export async function conflictFindings(
  watch: ConflictWatch,
  pages: PagesResult,
  deps: ConflictDeps,
): Promise<ConflictFindings> {
  const [known, fresh] = await Promise.all([
    Promise.all([...watch.seen].map(([key, running]) => lookAtKnown(key, running, pages, deps))),
    lookAtSuspicions([...watch.suspicions], deps),
  ]);
  const found = [...known, ...fresh];
  const withRivals = found.filter(({ rivals }) => rivals.length > 0).slice(0, RIVALS_KEPT);
  return {
    sightings: found.flatMap(({ sighting }) => (sighting ? [sighting] : [])),
    rivals: Object.fromEntries(withRivals.map(({ key, rivals }) => [key, rivals])),
  };
}

interface Look {
  readonly key: string;
  /** Null when nothing can be concluded. */
  readonly sighting: Sighting | null;
  readonly rivals: Rivals[string];
}

async function lookAtKnown(
  key: string,
  seen: readonly RelayTask[],
  pages: PagesResult,
  { live, rivals, signal }: ConflictDeps,
): Promise<Look> {
  const remembered = rivals[key] ?? [];
  if (seen.length > 1) return conflict(key, seen);
  const unseen = remembered.filter(([region, taskId]) => !wasSeen(region, taskId, pages));
  const asked = await Promise.all(
    unseen.map(([region, taskId]) =>
      live.describeRelayTask({ region, taskId }, signal).catch(() => 'unknown' as const),
    ),
  );
  const pushing = asked.filter((task): task is RelayTask => isRunningAt(key, task));
  if (seen.length + pushing.length > 1) return conflict(key, [...seen, ...pushing]);
  const isProven =
    !asked.includes('unknown') && (remembered.length > 1 || pages.walks.every(({ complete }) => complete));
  return isProven
    ? { key, sighting: bareSighting(CONFLICT + key, '', HEALTHY), rivals: [] }
    : { key, sighting: null, rivals: remembered };
}

async function lookAtSuspicions(
  suspicions: readonly (readonly [string, Suspicion])[],
  deps: ConflictDeps,
): Promise<Look[]> {
  const places = new Map<string, Promise<readonly RelayTask[] | null>>();
  return Promise.all(
    suspicions.map(async ([key, { later, walk, page }]): Promise<Look> => {
      const place = `${walk.key}\n${page}`;
      if (!places.has(place) && places.size >= MOST_PAGES_LOOKED_AT) return conflict(key, [later]);
      const tasks = places.get(place) ?? readAgain(walk, page, deps);
      places.set(place, tasks);
      const now = await tasks;
      const others = now?.filter((task) => isRunningAt(key, task) && task.taskId !== later.taskId) ?? [];
      return others.length > 0 ? conflict(key, [later, ...others]) : { key, sighting: null, rivals: [] };
    }),
  );
}

async function readAgain(
  walk: Walk,
  page: number,
  { live, pageSize, signal }: ConflictDeps,
): Promise<readonly RelayTask[] | null> {
  try {
    const request = { region: walk.region, ...walk.filter, pageNumber: page, pageSize };
    return (await live.listRelayTasks(request, signal)).tasks;
  } catch {
    return null;
  }
}

function conflict(key: string, tasks: readonly RelayTask[]): Look {
  // always the same task, whatever the order in which they are seen: another region would be reported as news
  const [first] = tasks.toSorted((a, b) => (`${a.region}/${a.taskId}` < `${b.region}/${b.taskId}` ? -1 : 1));
  if (!first) return { key, sighting: null, rivals: [] };
  const subject = { ...subjectOf(first, first.taskId), key: CONFLICT + key };
  const rivals = tasks.slice(0, RIVALS_OF_ONE).map(({ region, taskId }) => [region, taskId] as const);
  return { key, sighting: sightingOf(first, subject, VERDICT), rivals };
}

/** The regions of the tasks in the conflict with this key, as far as they are remembered. */
export function regionsOfConflict(key: string, rivals: Rivals): string[] {
  return (rivals[key.slice(CONFLICT.length)] ?? []).map(([region]) => region);
}

function isRunningAt(key: string, task: RelayTask | null | 'unknown'): boolean {
  return task !== null && task !== 'unknown' && task.status === 'running' && task.destinationKey === key;
}

function wasSeen(region: string, taskId: string, { walks }: PagesResult): boolean {
  return walks.some(({ walk, census }) => walk.region === region && census.has(taskId));
}
