import type { MemberSpan } from '../answers/member-span.ts';
import type { OutageInFull } from '../answers/outages.ts';
import type { PastCause, PastEvent, PastRelay } from './past-documents.ts';
import type { Show } from './showing.ts';

/** How much of a cause is shown. */
export interface Extent {
  readonly members: number;
  readonly events: number;
}

const MOST_CHANNELS = 20;

/** A cause of the past. */
export function pastCause(one: OutageInFull, extent: Extent, show: Show): PastCause {
  const { outage, members } = one;
  const events = extent.events === 0 ? [] : eventsOf(one, show);
  return {
    key: show(outage.cause),
    scope: { by: outage.by, value: show(outage.place) },
    severity: show(outage.severity),
    verdict: show(outage.verdict),
    reason: show(outage.reason),
    since: outage.begin,
    until: outage.end,
    seconds: outage.seconds,
    affected: Math.max(outage.most, outage.relayCount),
    members: members.slice(0, extent.members).map((member) => memberView(member, show)),
    membersLeftOut: Math.max(0, members.length - extent.members),
    told: Object.entries(outage.told)
      .slice(0, MOST_CHANNELS)
      .map(([channel, messages]) => ({ channel: show(channel), messages })),
    pages: outage.pages,
    refused: outage.refused,
    detectSeconds: outage.detectSeconds,
    events: events.slice(0, extent.events),
    eventsLeftOut: Math.max(0, events.length - extent.events),
  };
}

export function memberView({ entry, since, until }: MemberSpan, show: Show): PastRelay {
  const { key, region, name, source, destination, verdict, reason, severity } = entry;
  return {
    key: show(key),
    region: show(region),
    name: show(name),
    source: show(source),
    destination: show(destination),
    verdict: show(verdict),
    reason: show(reason),
    severity: show(severity),
    since,
    until,
  };
}

/** What happened, and who heard of it; of one sweep first what happened. */
function eventsOf({ events, answers }: OutageInFull, show: Show): PastEvent[] {
  const all: PastEvent[] = [
    ...events.map(({ at, event, affected, severity }) => ({ at, event, affected, severity: show(severity) })),
    ...answers.map(({ at, channel, message, accepted, said, unclear }) => ({
      at,
      event: accepted ? ('told' as const) : unclear === undefined ? ('refused' as const) : ('unclear' as const),
      channel: show(channel),
      message: show(message),
      said: show(said),
    })),
  ];
  return all.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
