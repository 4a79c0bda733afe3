import type { PagesResult } from '../live/pages.ts';
import type { Sighting } from '../monitor/incident.ts';
import { bareSighting, HEALTHY } from '../monitor/sightings.ts';

const BLIND_KEY = 'monitor';
const BLIND_NAME = 'relaywatch';

/**
 * "Monitor blind since …": a separate incident, whatever the relays do. A list that merely changes while it is read
 * does not count. Blind means that a list could not be read, or hides relays for longer than one sweep.
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
