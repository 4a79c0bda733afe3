import type { UtcDateTime } from '../base/time.ts';
import type { Incident, Sighting, Subject } from './incident.ts';
import { NO_REASON, type Verdict, type VerdictKind } from './judge.ts';
import { type Policy, policyFor, type SubjectPolicy } from './policy.ts';
import { type Severity, severityRank } from './severity.ts';

/** The verdict with what history and schedule add to it. */
export function refinedVerdict(
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
  // a stop by an operator carries no documented reason, so without an earlier fault it is just as likely
  const unexplained = verdict.reason === NO_REASON && !firstSweep && !wasFaulty;
  const kind: VerdictKind = unexplained ? 'stopped-unexplained' : 'stopped';
  const usual = ruleFor(sighting, kind, verdict.severity, policy).severity;
  const scheduled: Severity = nearlyOver ? 'info' : justStarted ? 'critical' : usual;
  const goesOn = incident?.down === true && incident.verdict === kind;
  // the schedule counts as of the stop: a stop that lasts gets no milder as time goes by
  const lasting = goesOn && severityRank(incident.severity) > severityRank(scheduled) ? incident.severity : scheduled;
  const severity = usual === 'none' ? usual : lasting;
  return { kind, severity, reason: verdict.reason };
}

/** What the policy says of a subject with this verdict. */
export function ruleFor(subject: Subject, verdict: VerdictKind, severity: Severity, policy: Policy): SubjectPolicy {
  const { region, name, source, destination } = subject;
  return policyFor({ region, name, source, destination, verdict, severity }, verdict, policy);
}
