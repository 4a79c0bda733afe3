import type { Log } from '../base/log.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { PagesResult } from '../live/walk.ts';
import { type Incident, isQuiet, type Sighting } from '../monitor/incident.ts';
import type { Policy } from '../monitor/policy.ts';
import type { Rivals } from '../monitor/rivals.ts';
import { isRelayKey } from '../monitor/sightings.ts';
import type { Findings } from '../monitor/watch.ts';
import { askFor } from './ask.ts';
import { blindness } from './blindness.ts';
import { type ConflictDeps, conflictFindings, regionsOfConflict } from './conflicts.ts';
import { type Coverage, couldBeListed } from './coverage.ts';
import { expectationSightings } from './expectations.ts';
import type { Fleet, FleetSettings } from './fleet.ts';
import { expectedBy, isOutOfSight, problemsOf } from './rolling/whole.ts';
import { isReadWhole, type UnwatchedDeps, unwatchedOf } from './unwatched.ts';

export interface FindingDeps extends ConflictDeps, UnwatchedDeps {
  readonly log: Log;
  readonly policy: Policy;
  /** Limit on relays that a sweep asks for one by one. */
  readonly describeBudget: number;
  readonly rolling?: FleetSettings['rolling'];
  /** Fires when there is no time left to ask. */
  readonly signal: AbortSignal;
}

/** The findings, and what the next sweep needs to find out more. */
export interface Gathered extends Findings {
  readonly rivals: Rivals;
}

/**
 * What the sweep can prove: what it saw and, for relays with an incident that it did not see, what Live says when asked
 * by id. Nothing is concluded about a relay that neither of these showed.
 */
export async function gatherFindings(
  fleet: Pick<Fleet, 'pages' | 'observations' | 'counted' | 'lap'>,
  incidents: readonly Incident[],
  now: UtcDateTime,
  deps: FindingDeps,
): Promise<Gathered> {
  const { pages, observations, counted, lap } = fleet;
  const seen = observations.faults.release();
  const { conflicts: conflictWatch } = observations;
  const keys = new Set([...seen.map(({ key }) => key), ...conflictWatch.proven()]);
  const unwatched = unwatchedOf(incidents, keys, (key) => regionsOfConflict(key, deps.rivals), pages, deps);
  conflictWatch.letGo(unwatched);
  conflictWatch.forgetPlaces();
  const watched = incidents.filter(({ key }) => !unwatched.has(key));
  const known = new Set(watched.map(({ key }) => key));
  const unobserved = watched.filter(
    (one) =>
      !keys.has(one.key) &&
      !isQuiet(one) &&
      isRelayKey(one.key) &&
      one.taskId !== '' &&
      couldBeListed(one, deps) &&
      (lap === null || isOutOfSight(one, lap)),
  );
  // relays that have been out of sight longest come first, so whatever one sweep has no time for is the next one's turn
  const longestFirst = unobserved.toSorted((a, b) => Date.parse(a.lastSeenAt) - Date.parse(b.lastSeenAt));
  const [asked, conflicts, expectations] = await Promise.all([
    askForEach(longestFirst.slice(0, deps.describeBudget), now, deps),
    conflictFindings(conflictWatch, pages, deps),
    expectationSightings(expectedBy(fleet, now, deps), known, deps),
  ]);
  return {
    sightings: [
      ...seen,
      ...listedNowhere(asked.sightings, pages, deps),
      ...conflicts.sightings,
      ...expectations,
      ...blindness(problemsOf(fleet, now, deps), known),
    ],
    gone: asked.gone,
    unwatched,
    totals: counted.totals,
    rivals: conflicts.rivals,
  };
}

/** When only some scopes are read, a relay that Live knows may no longer be in any of them. */
function listedNowhere(sightings: readonly Sighting[], pages: PagesResult, { scopes = [] }: Coverage): Sighting[] {
  return sightings.map((one) =>
    scopes.length > 0 && isReadWhole(one.region, pages) ? { ...one, unlisted: true } : one,
  );
}

async function askForEach(
  incidents: readonly Incident[],
  now: UtcDateTime,
  deps: FindingDeps,
): Promise<{ sightings: Sighting[]; gone: Set<string> }> {
  const { log, signal } = deps;
  const sightings: Sighting[] = [];
  const gone = new Set<string>();
  let notAsked = 0;
  await Promise.all(
    incidents.map(async ({ key, region, taskId }) => {
      try {
        const sighting = await askFor({ key, regions: [region], taskId }, now, deps);
        if (sighting === null) gone.add(key);
        else sightings.push(sighting);
      } catch (error) {
        if (signal.aborted) notAsked += 1;
        else
          log.warn('relay_not_confirmed', { region, taskId, problem: error instanceof Error ? error.name : 'unknown' });
      }
    }),
  );
  if (notAsked > 0) log.warn('relays_not_asked', { count: notAsked, of: incidents.length });
  return { sightings, gone };
}
