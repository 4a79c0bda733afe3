import { visible } from '../base/visible.ts';
import type { Incident } from '../monitor/incident.ts';
import { type ActiveMute, mutedBy } from '../monitor/mutes.ts';
import { severityRank } from '../monitor/severity.ts';
import type { MembersView, MemberView } from './document.ts';

/** The first so many of some incidents, the most severe and then the oldest first. */
export function membersView(incidents: readonly Incident[], most: number, mutes: readonly ActiveMute[]): MembersView {
  const shown = incidents.toSorted(byWeight).slice(0, most);
  return {
    affected: incidents.length,
    members: shown.map((one) => memberView(one, mutes)),
    membersLeftOut: incidents.length - shown.length,
  };
}

function byWeight(a: Incident, b: Incident): number {
  if (a.severity !== b.severity) return severityRank(b.severity) - severityRank(a.severity);
  return a.since < b.since ? -1 : a.since > b.since ? 1 : a.key < b.key ? -1 : 1;
}

function memberView(incident: Incident, mutes: readonly ActiveMute[]): MemberView {
  const { verdict, severity, phase, since, down, stopCount, lostSeconds } = incident;
  const mute = mutedBy(incident, mutes);
  return {
    region: visible(incident.region),
    taskId: visible(incident.taskId),
    name: visible(incident.name),
    verdict,
    reason: visible(incident.reason),
    severity,
    phase,
    source: visible(incident.source),
    destination: visible(incident.destination),
    since,
    down,
    stops: stopCount,
    lostSeconds: Math.round(lostSeconds),
    mutedBy: mute && visible(mute.name),
  };
}
