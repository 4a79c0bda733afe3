import type { Incident } from '../monitor/incident.ts';
import { type ActiveMute, mutedBy } from '../monitor/mutes.ts';
import { severityRank } from '../monitor/severity.ts';
import type { MembersView, MemberView } from './document.ts';
import type { Show } from './showing.ts';

export interface MembersContext {
  readonly mutes: readonly ActiveMute[];
  readonly show: Show;
}

/** The first so many of some incidents, the most severe and then the oldest first. */
export function membersView(
  incidents: readonly Incident[],
  most: number,
  { mutes, show }: MembersContext,
): MembersView {
  const shown = incidents.toSorted(byWeight).slice(0, most);
  return {
    affected: incidents.length,
    members: shown.map((one) => memberView(one, mutes, show)),
    membersLeftOut: incidents.length - shown.length,
  };
}

function byWeight(a: Incident, b: Incident): number {
  if (a.severity !== b.severity) return severityRank(b.severity) - severityRank(a.severity);
  return a.since < b.since ? -1 : a.since > b.since ? 1 : a.key < b.key ? -1 : 1;
}

function memberView(incident: Incident, mutes: readonly ActiveMute[], show: Show): MemberView {
  const { verdict, severity, phase, since, down, stopCount, lostSeconds } = incident;
  const mute = mutedBy(incident, mutes);
  return {
    region: show(incident.region),
    taskId: show(incident.taskId),
    name: show(incident.name),
    verdict,
    reason: show(incident.reason),
    severity,
    phase,
    source: show(incident.source),
    destination: show(incident.destination),
    since,
    down,
    stops: stopCount,
    lostSeconds: Math.round(lostSeconds),
    mutedBy: mute && show(mute.name),
  };
}
