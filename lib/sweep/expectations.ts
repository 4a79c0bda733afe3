import type { LiveApi } from '../live/client.ts';
import type { WalkResult } from '../live/walk.ts';
import type { Sighting } from '../monitor/incident.ts';
import { NO_REASON, type Verdict } from '../monitor/judge.ts';
import { anyGlobMatches, longestLiteral, matches } from '../monitor/matching.ts';
import type { Expectation } from '../monitor/mutes.ts';
import { bareSighting, EXPECTATION, HEALTHY, subjectOf } from '../monitor/sightings.ts';

export interface ExpectationDeps {
  readonly live: LiveApi;
  readonly pageSize: number;
  readonly signal?: AbortSignal;
}

/** What should run, and what of it was seen to. */
export interface Expected {
  readonly due: readonly Expectation[];
  /** How many relays meet each of them. */
  readonly running: readonly number[];
  readonly lists: readonly Pick<WalkResult, 'walk' | 'complete' | 'overlooked'>[];
}

/** A shorter text matches so many names that asking for it means reading the whole list again. */
const SHORTEST_LITERAL = 3;

/**
 * Finds what must run and does not. If an expectation lacks no more relays than may have been missed, Live is asked by
 * name before it is reported. Nothing is concluded from lists that were not read.
 * @param known keys of incidents
 */
export async function expectationSightings(
  { due, running, lists }: Expected,
  known: ReadonlySet<string>,
  deps: ExpectationDeps,
): Promise<Sighting[]> {
  const found = await Promise.all(
    due.map((expectation, place) => sightingOfOne(expectation, running[place] ?? 0, lists, deps)),
  );
  return [...found.flatMap((one) => (one ? [one] : [])), ...sightingsOfOver(due, known)];
}

/** Outside its hours, or removed from the configuration: nothing is missing any more. */
function sightingsOfOver(due: readonly Expectation[], known: ReadonlySet<string>): Sighting[] {
  const names = new Set(due.map(({ name }) => EXPECTATION + name));
  const over = [...known].filter((key) => key.startsWith(EXPECTATION) && !names.has(key));
  const finished: Verdict = { kind: 'finished', severity: 'none', reason: NO_REASON };
  return over.map((key) => bareSighting(key, key.slice(EXPECTATION.length), finished));
}

async function sightingOfOne(
  expectation: Expectation,
  running: number,
  lists: Expected['lists'],
  deps: ExpectationDeps,
): Promise<Sighting | null> {
  const { name, atLeast, match } = expectation;
  const key = EXPECTATION + name;
  if (running >= atLeast) return bareSighting(key, name, HEALTHY);
  const relevant = lists.filter(({ walk }) => anyGlobMatches(match.region, walk.region));
  if (!relevant.every(({ complete }) => complete)) return null;
  const overlooked = relevant.reduce((sum, walk) => sum + walk.overlooked, 0);
  const mayBeOverlooked = running + overlooked >= atLeast;
  const found = mayBeOverlooked ? await runningByName(expectation, relevant, deps) : running;
  if (found >= atLeast) return bareSighting(key, name, HEALTHY);
  const wasCutShort = mayBeOverlooked && deps.signal?.aborted === true;
  if (wasCutShort) return null;
  const reason = `${Math.max(running, found)} of ${atLeast} running`;
  return bareSighting(key, name, { kind: 'expected-missing', severity: 'critical', reason });
}

/** How many running relays Live shows when asked for part of their name; 0 when it cannot be asked that way. */
async function runningByName({ match }: Expectation, walks: Expected['lists'], deps: ExpectationDeps): Promise<number> {
  const literals = [match.name ?? []].flat().map(longestLiteral);
  if (literals.length === 0 || literals.some((literal) => literal.length < SHORTEST_LITERAL)) return 0;
  const requests = walks.flatMap(({ walk: { region, filter } }) =>
    (filter.taskName === undefined ? literals : [filter.taskName]).map((taskName) => ({ region, ...filter, taskName })),
  );
  const found = new Set<string>();
  for (const request of requests) {
    const page = await deps.live.listRelayTasks({ ...request, pageSize: deps.pageSize }, deps.signal).catch(() => null);
    for (const task of page?.tasks ?? []) {
      const fits = task.status === 'running' && matches(subjectOf(task, task.taskId), match);
      if (fits) found.add(`${task.region}/${task.taskId}`);
    }
  }
  return found.size;
}
