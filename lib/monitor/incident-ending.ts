import type { UtcDateTime } from '../base/time.ts';
import type { Ending, Incident, Sighting } from './incident.ts';
import type { Verdict } from './judge.ts';
import type { Policy } from './policy.ts';

/** How an incident ended, given a sighting without its fault. */
export function endingOf(
  { kind }: Verdict,
  incident: Incident,
  sighting: Sighting,
  policy: Policy,
  now: UtcDateTime,
): Ending {
  if (kind === 'stopped-by-user') return 'stoppedByUser';
  if (kind === 'finished') return 'finished';
  return isLookedFor(incident, sighting, policy, now) ? 'recovered' : 'unwatched';
}

/** Whether the state of the relay changed, and not only what the policy takes for a fault. */
function isLookedFor(
  { verdict }: Incident,
  { verdict: { kind }, standing, startMs }: Sighting,
  { stalledAfterSweeps, endingSoonSeconds }: Policy,
  now: UtcDateTime,
): boolean {
  switch (verdict) {
    case 'stalled':
      return stalledAfterSweeps > 0 && !standing;
    case 'ending-soon':
      return endingSoonSeconds > 0;
    case 'missed-start':
      return kind !== 'scheduled' || startMs === null || startMs > now.toMillis();
    default:
      return true;
  }
}
