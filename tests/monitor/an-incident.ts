import type { Incident } from '../../lib/monitor/incident.ts';
import { aSighting, NOON, VERDICTS } from './a-sighting.ts';

/** The open incident of a relay that stopped at noon. @param id its name, too */
export function anIncident(id: string, parts: Partial<Incident> = {}): Incident {
  const { key, region, taskId, name, source, destination } = aSighting(id, VERDICTS.stopped, {
    ...(parts.region === undefined ? {} : { region: parts.region }),
  });
  return {
    ...{ key, region, taskId, name, source, destination },
    verdict: 'stopped',
    reason: VERDICTS.stopped.reason,
    severity: 'critical',
    phase: 'open',
    since: NOON.toISO(),
    lastFaultAt: NOON.toISO(),
    lastSeenAt: NOON.toISO(),
    down: true,
    stops: [NOON.toISO()],
    stopCount: 1,
    lostSeconds: 0,
    causeKey: null,
    ...parts,
  };
}
