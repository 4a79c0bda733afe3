import type { UtcDateTime } from '../base/time.ts';
import { isFlapping, isForgettable, stopsOf } from './flapping.ts';
import { type Ending, type Incident, isActive, type Sighting } from './incident.ts';
import { endingOf } from './incident-ending.ts';
import { isoOf, secondsFrom } from './instants.ts';
import type { Verdict } from './judge.ts';
import { isFaultKind, type Policy, recoveringForSeconds } from './policy.ts';
import { refinedVerdict, ruleFor } from './refined-verdict.ts';

/** What a sweep found out about subjects. A subject in neither list was not observed, and nothing is concluded. */
export interface Evidence {
  /** Everything faulty, and everything that has an incident and was seen. */
  readonly sightings: readonly Sighting[];
  /** Keys of subjects that Live was asked for by id and does not know. */
  readonly gone: ReadonlySet<string>;
  /** Keys of subjects that are no longer watched: their region, scope or expectation was removed. Absent: none. */
  readonly unwatched?: ReadonlySet<string>;
}

export interface Advanced {
  readonly incidents: readonly Incident[];
  readonly opened: readonly Incident[];
  readonly ended: readonly { readonly incident: Incident; readonly ending: Ending }[];
}

interface Step {
  readonly incident: Incident | null;
  readonly opened?: boolean;
  readonly ended?: Advanced['ended'][number] | undefined;
}

/**
 * The next state of every incident. Pure.
 * @param firstSweep nothing was known before, so that "never seen" says nothing about a task
 * @param trusted false after the clock went back: nothing is closed then
 */
export function advance(
  incidents: readonly Incident[],
  evidence: Evidence,
  policy: Policy,
  now: UtcDateTime,
  { firstSweep, trusted }: { readonly firstSweep: boolean; readonly trusted: boolean },
): Advanced {
  const known = new Map(incidents.map((incident) => [incident.key, incident]));
  const steps: Step[] = [];
  const at = isoOf(now);
  for (const sighting of evidence.sightings) {
    const incident = known.get(sighting.key) ?? null;
    known.delete(sighting.key);
    const verdict = refinedVerdict(sighting, incident, policy, now, firstSweep);
    steps.push(advanceSeen(incident, sighting, verdict, policy, now, { at, trusted }));
  }
  for (const incident of known.values()) {
    const isWatched = !evidence.unwatched?.has(incident.key);
    steps.push(isWatched ? advanceUnseen(incident, evidence.gone, policy, now, trusted) : letGo(incident));
  }
  const kept = steps.flatMap(({ incident }) => (incident ? [incident] : []));
  return {
    incidents: kept,
    opened: steps.flatMap(({ incident, opened }) => (opened && incident ? [incident] : [])),
    ended: steps.flatMap(({ ended }) => (ended ? [ended] : [])),
  };
}

function advanceSeen(
  incident: Incident | null,
  sighting: Sighting,
  verdict: Verdict,
  policy: Policy,
  now: UtcDateTime,
  { at, trusted }: { readonly at: string; readonly trusted: boolean },
): Step {
  // a list may miss a relay once; one that is missing twice in a row is in none of the scopes that are read
  if (sighting.unlisted && incident?.unlisted) return letGo(incident);
  const step =
    verdict.severity === 'none'
      ? over(incident, sighting, verdict, policy, now, trusted)
      : fault(incident, sighting, verdict, policy, now, at);
  const { incident: next } = step;
  // most are listed, so this spares a storm the copies
  return next && (sighting.unlisted || next.unlisted) ? { ...step, incident: listedAs(next, sighting) } : step;
}

function listedAs(incident: Incident, { unlisted }: Sighting): Incident {
  if (unlisted) return { ...incident, unlisted };
  const { unlisted: _, ...listed } = incident;
  return listed;
}

/** No fault, or none that on-call should know of. */
function over(
  incident: Incident | null,
  sighting: Sighting,
  verdict: Verdict,
  policy: Policy,
  now: UtcDateTime,
  trusted: boolean,
): Step {
  if (isFaultKind(verdict.kind)) return unasked(incident, verdict, policy, now);
  if (!incident) return { incident };
  return calm(incident, endingOf(verdict, incident, sighting, policy, now), policy, now, trusted);
}

/** The fault is still there but no longer asked for: it ends as such, and counts as new if it is asked for again. */
function unasked(incident: Incident | null, { kind }: Verdict, policy: Policy, now: UtcDateTime): Step {
  if (!incident) return { incident };
  return kind === incident.verdict ? letGo(incident) : calm(incident, 'unwatched', policy, now, true);
}

/** Ends and forgets what is no longer watched: what it does afterwards says nothing about flapping. */
function letGo(incident: Incident): Step {
  return { incident: null, ended: isActive(incident) ? { incident, ending: 'unwatched' } : undefined };
}

function advanceUnseen(
  incident: Incident,
  gone: ReadonlySet<string>,
  policy: Policy,
  now: UtcDateTime,
  trusted: boolean,
): Step {
  if (incident.phase === 'quiet') return { incident: isForgettable(incident, policy, now) ? null : incident };
  return gone.has(incident.key) ? calm(incident, 'removed', policy, now, trusted) : { incident };
}

/** A faulty sighting: a new incident, a pending one that may have waited long enough, or one that goes on. */
function fault(
  incident: Incident | null,
  sighting: Sighting,
  verdict: Verdict,
  policy: Policy,
  now: UtcDateTime,
  at: string,
): Step {
  const { kind, reason, severity: judged } = verdict;
  const rule = ruleFor(sighting, kind, judged, policy);
  // for a stop, schedule and history outweigh the table of severities
  const severity = kind === 'stopped' || kind === 'stopped-unexplained' ? judged : rule.severity;
  if (severity === 'none') return unasked(incident, verdict, policy, now);
  const restarts = !incident || incident.phase === 'quiet';
  const since = restarts ? at : incident.since;
  const stops = stopsOf(incident, at);
  const pending = restarts || incident.phase === 'pending';
  const waitSeconds =
    verdict.kind === 'recovering'
      ? recoveringForSeconds(sighting.retryBudgetSeconds, rule.forSeconds)
      : rule.forSeconds;
  const opens = pending && secondsFrom(since, now) >= waitSeconds;
  // written out, since spreading twenty fields twice would be most of what a storm costs
  const next: Incident = {
    key: sighting.key,
    region: sighting.region,
    taskId: sighting.taskId,
    name: sighting.name,
    source: sighting.source,
    destination: sighting.destination,
    verdict: kind,
    reason,
    severity,
    phase: opens ? (isFlapping(stops, policy, now) ? 'flapping' : 'open') : pending ? 'pending' : incident.phase,
    since,
    lastFaultAt: at,
    lastSeenAt: at,
    down: true,
    stops,
    stopCount: (incident?.stopCount ?? 0) + (incident?.down ? 0 : 1),
    lostSeconds:
      (incident?.lostSeconds ?? 0) + (incident?.down ? Math.max(0, secondsFrom(incident.lastSeenAt, now)) : 0),
    causeKey: restarts ? null : incident.causeKey,
  };
  return opens ? { incident: next, opened: true } : { incident: next };
}

/** A sighting without fault, or proof that the task is gone. */
function calm(incident: Incident, ending: Ending, policy: Policy, now: UtcDateTime, trusted: boolean): Step {
  const seen: Incident = { ...incident, down: false, lastSeenAt: isoOf(now) };
  switch (incident.phase) {
    case 'pending':
      return { incident: incident.stops.length > 1 ? { ...seen, phase: 'quiet' } : null };
    case 'quiet':
      return { incident: isForgettable(incident, policy, now) ? null : seen };
    case 'flapping':
      if (ending === 'recovered' && secondsFrom(incident.lastFaultAt, now) < policy.flapping.quietSeconds)
        return { incident: seen };
  }
  if (!trusted) return { incident: seen };
  return { incident: { ...seen, phase: 'quiet' }, ended: { incident: seen, ending } };
}
