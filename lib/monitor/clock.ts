import type { UtcDateTime } from '../base/time.ts';
import type { Cause } from './cause.ts';
import type { Incident } from './incident.ts';
import { isoOf, millisOf } from './instants.ts';
import type { WatchState } from './watch-state.ts';

/**
 * The state with no time of its past later than `now`: such times were written by a clock that was ahead of this one, and to
 * wait until they are past would hold back pages for as long as it was wrong. They go back by as much as the clock did since
 * the last sweep, so that what had waited then has waited still; what is later even so becomes `now`. Ends that people chose
 * (`until`) are no times of the past. Pure.
 */
export function withoutFuture(state: WatchState, now: UtcDateTime): WatchState {
  const { asOf, incidents, causes, silences, mutes } = state;
  const past = pastness(Math.max(0, millisOf(asOf) - now.toMillis()), now);
  return {
    ...state,
    asOf: past(asOf),
    incidents: incidents.map((one) => pastIncident(one, past)),
    causes: causes.map((one) => pastCause(one, past)),
    silences: silences.map((one) => ({ ...one, createdAt: past(one.createdAt) })),
    mutes: mutes.map((one) => ({ ...one, since: past(one.since) })),
  };
}

type Past = (iso: string) => string;

function pastness(backMs: number, now: UtcDateTime): Past {
  const nowMs = now.toMillis();
  const nowIso = isoOf(now);
  return (iso) => {
    // as we write them, times sort as texts; a storm has fifty thousand
    if (iso <= nowIso && iso.endsWith('Z')) return iso;
    const ms = millisOf(iso);
    return ms > nowMs ? new Date(Math.min(nowMs, ms - backMs)).toISOString() : iso;
  };
}

function pastIncident(incident: Incident, past: Past): Incident {
  const { since, lastFaultAt, lastSeenAt, stops } = incident;
  // nearly always; twenty fields are not copied for it
  if ([since, lastFaultAt, lastSeenAt, ...stops].every((at) => past(at) === at)) return incident;
  return {
    ...incident,
    since: past(since),
    lastFaultAt: past(lastFaultAt),
    lastSeenAt: past(lastSeenAt),
    stops: stops.map(past),
  };
}

function pastCause(cause: Cause, past: Past): Cause {
  return {
    ...cause,
    since: past(cause.since),
    toldAt: past(cause.toldAt),
    timeline: cause.timeline.map((entry) => ({ ...entry, at: past(entry.at) })),
  };
}
