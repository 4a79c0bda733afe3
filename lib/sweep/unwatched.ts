import type { PagesResult } from '../live/walk.ts';
import type { Incident } from '../monitor/incident.ts';
import type { Expectation } from '../monitor/mutes.ts';
import { isConflictKey, isExpectationKey } from '../monitor/sightings.ts';
import { type Coverage, couldBeListed, isInRegion } from './coverage.ts';

export interface UnwatchedDeps extends Coverage {
  /** All configured expectations, due or not. Absent: unknown. */
  readonly expectations?: readonly Expectation[];
}

/**
 * Keys of incidents that the configuration no longer covers: those of a region or expectation that was removed, and of
 * relays that no list shows and no scope could contain.
 * @param seen keys of what the lists showed
 * @param regionsOf the regions that a conflict involves
 */
export function unwatchedOf(
  incidents: readonly Incident[],
  seen: ReadonlySet<string>,
  regionsOf: (conflictKey: string) => readonly string[],
  pages: Pick<PagesResult, 'walks'>,
  { expectations, ...coverage }: UnwatchedDeps,
): Set<string> {
  const isUnwatched = (one: Incident) => {
    if (seen.has(one.key)) return false;
    if (isExpectationKey(one.key)) return expectations?.every(({ name }) => name !== one.name) ?? false;
    const regions = isConflictKey(one.key) ? [one.region, ...regionsOf(one.key)] : [one.region];
    if (regions.some((region) => !isInRegion(region, coverage.regions))) return true;
    return !couldBeListed(one, coverage) && isReadWhole(one.region, pages);
  };
  return new Set(incidents.filter(isUnwatched).map(({ key }) => key));
}

/** Whether every list of a region was read to its end. */
export function isReadWhole(region: string, { walks }: Pick<PagesResult, 'walks'>): boolean {
  return walks.every(({ walk, complete }) => walk.region !== region || complete);
}
