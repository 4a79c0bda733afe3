import { DateTime } from 'luxon';
import type { UtcDateTime } from '../time.ts';
import { NO_REASON, type Severity, type Verdict, type VerdictKind } from './judge.ts';
import { type Policy, policyFor, recoveringForSeconds, type SubjectPolicy, severityRank } from './policy.ts';

/** What an incident is about, as messages may show it. */
export interface Subject {
  /** Region and task id; or a name of ours for what is no task. Never holds a secret. */
  readonly key: string;
  readonly region: string;
  readonly taskId: string;
  readonly name: string;
  /** Scheme and host; empty when unknown. */
  readonly source: string;
  readonly destination: string;
}

/** A subject as it was seen in this sweep. */
export interface Sighting extends Subject {
  readonly verdict: Verdict;
  /** How long the task's own retries go on: RetryCount × RetryInterval; null when not known. */
  readonly retryBudgetSeconds: number | null;
  /** Unix milliseconds, since a sighting is kept for each fault: a luxon time would be most of its size. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** How an incident may end. */
export const ENDINGS = ['recovered', 'removed', 'stoppedByUser', 'finished'] as const;
export type Ending = (typeof ENDINGS)[number];

/**
 * `pending`: faulty, but not yet for long enough. `open`: on-call shall know. `flapping`: stops again and again, told once
 * and held until quiet. `quiet`: over, remembered for a while in case that it comes back.
 */
export type Phase = 'pending' | 'open' | 'flapping' | 'quiet';

/** A fault of one task over time. Plain data: it is kept in the state. */
export interface Incident extends Subject {
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly severity: Severity;
  readonly phase: Phase;
  /** ISO 8601, UTC, as all times here: the first sighting of the present fault. */
  readonly since: string;
  readonly lastFaultAt: string;
  /** When it was last seen at all; only what is seen can be known to have recovered. */
  readonly lastSeenAt: string;
  /** Whether it was faulty when last seen. */
  readonly down: boolean;
  /** When it stopped, the latest last; as far back as flapping looks. */
  readonly stops: readonly string[];
  /** The ledger: times it stopped, and seconds seen down, since the first of them. */
  readonly stopCount: number;
  readonly lostSeconds: number;
  /** The cause under which it was told; null while nobody was told. */
  readonly causeKey: string | null;
}

/** What a sweep found out about subjects. A subject in neither list was not observed, and nothing is concluded. */
export interface Evidence {
  /** Everything faulty, and everything that has an incident and was seen. */
  readonly sightings: readonly Sighting[];
  /** Keys of subjects that Live was asked for by id and does not know. */
  readonly gone: ReadonlySet<string>;
}

export interface Advanced {
  readonly incidents: readonly Incident[];
  readonly opened: readonly Incident[];
  readonly ended: readonly { readonly incident: Incident; readonly ending: Ending }[];
}

const STOPS_KEPT = 10;

interface Step {
  readonly incident: Incident | null;
  readonly opened?: boolean;
  readonly ended?: { readonly incident: Incident; readonly ending: Ending };
}

/**
 * The next state of every incident. Pure.
 * @param firstSweep nothing was known before, so that "never seen" says nothing about a task
 * @param trusted false when the clock jumped: then time-outs are not judged and nothing is closed
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
    const verdict = refined(sighting, incident, policy, now, firstSweep);
    steps.push(advanceSeen(incident, sighting, verdict, policy, now, { at, trusted }));
  }
  for (const incident of known.values()) steps.push(advanceUnseen(incident, evidence.gone, policy, now, trusted));
  const kept = steps.flatMap(({ incident }) => (incident ? [incident] : []));
  return {
    incidents: kept,
    opened: steps.flatMap(({ incident, opened }) => (opened && incident ? [incident] : [])),
    ended: steps.flatMap(({ ended }) => (ended ? [ended] : [])),
  };
}

/** The verdict with what history and schedule add to it. */
function refined(
  sighting: Sighting,
  incident: Incident | null,
  policy: Policy,
  now: UtcDateTime,
  firstSweep: boolean,
): Verdict {
  const { verdict, startMs, endMs } = sighting;
  if (verdict.kind !== 'stopped') return verdict;
  const justStarted = startMs !== null && now.toMillis() - startMs <= policy.startingSeconds * 1_000;
  const nearlyOver = endMs !== null && endMs - now.toMillis() <= policy.endingGraceSeconds * 1_000;
  const wasFaulty = incident !== null && incident.phase !== 'quiet' && incident.verdict !== 'stopped-unexplained';
  // an operator's stop carries no documented reason: without a fault before it, that is as likely
  const unexplained = verdict.reason === NO_REASON && !firstSweep && !wasFaulty;
  const kind: VerdictKind = unexplained ? 'stopped-unexplained' : 'stopped';
  const usual = ruleFor(sighting, kind, verdict.severity, policy).severity;
  const scheduled: Severity = nearlyOver ? 'info' : justStarted ? 'critical' : usual;
  const goesOn = incident?.down === true && incident.verdict === kind;
  // the schedule is asked when it stopped: a stop that lasts gets no milder because time goes by
  const lasting = goesOn && severityRank(incident.severity) > severityRank(scheduled) ? incident.severity : scheduled;
  const severity = usual === 'none' ? usual : lasting;
  return { kind, severity, reason: verdict.reason };
}

function ruleFor(subject: Subject, verdict: VerdictKind, severity: Severity, policy: Policy): SubjectPolicy {
  const { region, name, source, destination } = subject;
  return policyFor({ region, name, source, destination, verdict, severity }, verdict, policy);
}

function advanceSeen(
  incident: Incident | null,
  sighting: Sighting,
  verdict: Verdict,
  policy: Policy,
  now: UtcDateTime,
  { at, trusted }: { readonly at: string; readonly trusted: boolean },
): Step {
  if (verdict.severity !== 'none') return fault(incident, sighting, verdict, policy, now, at);
  return incident ? calm(incident, endingOf(verdict), policy, now, trusted) : { incident: null };
}

function advanceUnseen(
  incident: Incident,
  gone: ReadonlySet<string>,
  policy: Policy,
  now: UtcDateTime,
  trusted: boolean,
): Step {
  if (gone.has(incident.key) && incident.phase !== 'quiet') return calm(incident, 'removed', policy, now, trusted);
  if (incident.phase !== 'quiet') return { incident };
  return { incident: isForgettable(incident, policy, now) ? null : incident };
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
  // what schedule or history says of a stop outweighs the table of severities
  const severity = kind === 'stopped' || kind === 'stopped-unexplained' ? judged : rule.severity;
  if (severity === 'none') return incident ? calm(incident, 'recovered', policy, now, true) : { incident: null };
  const restarts = !incident || incident.phase === 'quiet';
  const since = restarts ? at : incident.since;
  const stops = stopsOf(incident, at);
  const pending = restarts || incident.phase === 'pending';
  const waitSeconds =
    verdict.kind === 'recovering'
      ? recoveringForSeconds(sighting.retryBudgetSeconds, rule.forSeconds)
      : rule.forSeconds;
  const opens = pending && secondsFrom(since, now) >= waitSeconds;
  // written out, since spreading twenty fields twice is most of what a storm would cost
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

/** When it stopped so far; a stop that lasts is one. */
function stopsOf(incident: Incident | null, at: string): readonly string[] {
  if (!incident) return [at];
  return incident.down ? incident.stops : [...incident.stops, at].slice(-STOPS_KEPT);
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
      break;
    case 'open':
      break;
  }
  if (!trusted) return { incident: seen };
  return { incident: { ...seen, phase: 'quiet' }, ended: { incident: seen, ending } };
}

function isFlapping(stops: readonly string[], { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.filter((at) => secondsFrom(at, now) <= flapping.withinSeconds).length >= flapping.stops;
}

/** A quiet incident is kept as long as it could still count towards flapping. */
function isForgettable({ stops }: Incident, { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.every((at) => secondsFrom(at, now) > flapping.withinSeconds);
}

function endingOf({ kind }: Verdict): Ending {
  if (kind === 'stopped-by-user') return 'stoppedByUser';
  return kind === 'finished' ? 'finished' : 'recovered';
}

/** Whether it is over, and only remembered. */
export function isQuiet({ phase }: Incident): boolean {
  return phase === 'quiet';
}

/** Seconds from an instant of the state to now; negative when the clock went back. */
export function secondsFrom(iso: string, now: UtcDateTime): number {
  return (now.toMillis() - millisOf(iso)) / 1_000;
}

/** The same text as luxon's, which costs a storm of ten thousand too much. */
export function isoOf(now: UtcDateTime): string {
  return new Date(now.toMillis()).toISOString();
}

/** As we write them, times end in Z, and a storm reads tens of thousands; people's silences may be written otherwise. */
export function millisOf(iso: string): number {
  return iso.endsWith('Z') ? Date.parse(iso) : DateTime.fromISO(iso, { zone: 'utc' }).toMillis();
}
