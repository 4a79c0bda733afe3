import type { Hint } from '../../monitor/hint.ts';
import type { Sighting } from '../../monitor/incident.ts';
import { NO_REASON, type Verdict } from '../../monitor/judge.ts';

const STOPPED_BY_USER: Verdict = { kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' };

/**
 * The sighting of a relay that, by a callback, a user stopped. It counts only where Live itself says that the relay is
 * stopped and gives no reason, which is how the lists show an operator's stop: a forged callback cannot hide a fault
 * that has a reason.
 */
export function withIntent(sighting: Sighting): Sighting {
  return isBare(sighting) ? { ...sighting, verdict: STOPPED_BY_USER } : sighting;
}

/** Whether Live says that it is stopped, and not why. */
export function isBare({ verdict }: Sighting): boolean {
  return verdict.kind === 'stopped' && verdict.reason === NO_REASON;
}

/**
 * The sightings of a sweep, with what callbacks said of intent.
 * @param keys of relays that an earlier callback was about; they count for as long as Live shows such a stop
 */
export function withIntents(
  sightings: readonly Sighting[],
  hints: readonly Hint[],
  keys: readonly string[],
): { readonly sightings: readonly Sighting[]; readonly stoppedByUser: readonly string[] } {
  const ids = idsStoppedByUser(hints);
  const known = new Set(keys);
  if (ids.size === 0 && known.size === 0) return { sightings, stoppedByUser: [] };
  const isMeant = (one: Sighting) => isBare(one) && (ids.has(one.taskId) || known.has(one.key));
  return {
    sightings: sightings.map((one) => (isMeant(one) ? withIntent(one) : one)),
    stoppedByUser: sightings.filter(isMeant).map(({ key }) => key),
  };
}

/** The ids of the relays that a user stopped, as callbacks say. */
export function idsStoppedByUser(hints: readonly Hint[]): Set<string> {
  return new Set(hints.flatMap(({ byUser, taskId }) => (byUser ? [taskId] : [])));
}
