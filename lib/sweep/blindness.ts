import type { Sighting } from '../monitor/incident.ts';
import type { ListProblem } from '../monitor/lap.ts';
import { bareSighting, HEALTHY } from '../monitor/sightings.ts';

const BLIND_KEY = 'monitor';
const BLIND_NAME = 'relaywatch';

/**
 * "Monitor blind since …": a separate incident, whatever the relays do. A list that merely changes while it is read
 * does not count. Blind means that a list could not be read, or hides relays for longer than one sweep, or one lap.
 * @param problems of all lists @param known keys of incidents
 */
export function blindness(problems: readonly ListProblem[], known: ReadonlySet<string>): Sighting[] {
  const codes = new Set(problems.filter(({ blind }) => blind).map(({ code }) => code));
  if (codes.size > 0) {
    const reason = [...codes].sort().join(', ');
    return [bareSighting(BLIND_KEY, BLIND_NAME, { kind: 'monitor-blind', severity: 'warning', reason })];
  }
  return known.has(BLIND_KEY) ? [bareSighting(BLIND_KEY, BLIND_NAME, HEALTHY)] : [];
}
