import type { UtcDateTime } from '../base/time.ts';
import type { Cause } from './cause.ts';
import type { Incident } from './incident.ts';
import { isoOf, millisOf } from './instants.ts';
import type { WatchState } from './watch-state.ts';

/**
 * The state, without any past event dated later than `now`. Such times were written by a clock ahead of this one, and waiting
 * for them to pass would hold back pages for as long as that clock was wrong. They are moved back by as much as the clock went
 * back since the last sweep, so that time already waited still counts; whatever is still later becomes `now`. Ends that people
 * chose (`until`) may lie in the future. Pure.
 */
export function withoutFuture(state: WatchState, now: UtcDateTime): WatchState {
  const { asOf, incidents, causes, silences, mutes, acknowledged = [] } = state;
  const past = pastness(Math.max(0, millisOf(asOf) - now.toMillis()), now);
  return {
    ...state,
    asOf: past(asOf),
    incidents: incidents.map((one) => pastIncident(one, past)),
    causes: causes.map((one) => pastCause(one, past, now)),
    silences: silences.map((one) => ({ ...one, createdAt: past(one.createdAt) })),
    mutes: mutes.map((one) => ({ ...one, since: past(one.since) })),
    acknowledged: acknowledged.map((one) => ({ ...one, at: past(one.at) })),
  };
}

type Past = (iso: string) => string;

function pastness(backMs: number, now: UtcDateTime): Past {
  const nowMs = now.toMillis();
  const nowIso = isoOf(now);
  return (iso) => {
    // times as we write them sort as text, and a storm has fifty thousand
    if (iso <= nowIso && iso.endsWith('Z')) return iso;
    const ms = millisOf(iso);
    return ms > nowMs ? new Date(Math.min(nowMs, ms - backMs)).toISOString() : iso;
  };
}

function pastIncident(incident: Incident, past: Past): Incident {
  const { since, lastFaultAt, lastSeenAt, stops } = incident;
  // nearly always the case, and saves copying twenty fields
  if ([since, lastFaultAt, lastSeenAt, ...stops].every((at) => past(at) === at)) return incident;
  return {
    ...incident,
    since: past(since),
    lastFaultAt: past(lastFaultAt),
    lastSeenAt: past(lastSeenAt),
    stops: stops.map(past),
  };
}

function pastCause(cause: Cause, past: Past, now: UtcDateTime): Cause {
  const { adoptedAt } = cause;
  const nowIso = isoOf(now);
  return {
    ...cause,
    // nothing waits for it, and it must stay after the relays that were known then
    ...(adoptedAt ? { adoptedAt: adoptedAt < nowIso ? adoptedAt : nowIso } : {}),
    since: past(cause.since),
    toldAt: past(cause.toldAt),
    timeline: cause.timeline.map((entry) => ({ ...entry, at: past(entry.at) })),
  };
}
