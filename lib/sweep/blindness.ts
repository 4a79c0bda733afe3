import type { PagesResult } from '../live/pages.ts';
import type { Sighting } from '../monitor/incident.ts';
import { bareSighting, HEALTHY } from '../monitor/sightings.ts';

const BLIND_KEY = 'monitor';
const BLIND_NAME = 'relaywatch';

/**
 * "Monitor blind since …": an incident of its own, whatever the relays do. A list that merely changes under way is none:
 * blind is who could not read, or reads a list that hides relays for longer than a sweep.
 * @param known keys of incidents
 */
export function blindness({ walks }: PagesResult, known: ReadonlySet<string>): Sighting[] {
  const codes = new Set(
    walks.flatMap(({ incompleteness }) => incompleteness.filter(({ blind }) => blind).map(({ code }) => code)),
  );
  if (codes.size > 0) {
    const reason = [...codes].sort().join(', ');
    return [bareSighting(BLIND_KEY, BLIND_NAME, { kind: 'monitor-blind', severity: 'warning', reason })];
  }
  return known.has(BLIND_KEY) ? [bareSighting(BLIND_KEY, BLIND_NAME, HEALTHY)] : [];
}
