import { duration } from '../alerts/text/en/words.ts';
import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { matches } from '../monitor/matching.ts';
import { isFaultKind, type Policy, policyFor } from '../monitor/policy.ts';

type Setting = 'severity' | 'forSeconds';

/** The line of the configuration that decides a setting for a relay with this verdict, such as `policy.overrides.0.severity`. */
export function policyLine(entry: IncidentEntry, setting: Setting, { overrides }: Policy): string {
  const last = overrides.findLastIndex((one) => one[setting] !== undefined && matches(entry, one.match));
  return last < 0 ? `policy.verdicts.${entry.verdict}.${setting}` : `policy.overrides.${last}.${setting}`;
}

/** What today's policy says of a fault, and where it stands. */
export function ruleSentence(entry: IncidentEntry, policy: Policy): string {
  const { verdict, severity } = entry;
  if (!isFaultKind(verdict)) return '';
  const rule = policyFor(entry, verdict, policy);
  const told = rule.forSeconds === 0 ? 'told at once' : `told when it has lasted for ${duration(rule.forSeconds)}`;
  const wait = rule.forSeconds === 0 ? '' : ` (${policyLine(entry, 'forSeconds', policy)})`;
  const differs =
    severity === rule.severity
      ? ''
      : ` It was judged ${severity} all the same: a stop near its StartTime or EndTime (policy.startingSeconds, policy.endingGraceSeconds), or another policy then.`;
  return ` ${policyLine(entry, 'severity', policy)} says ${rule.severity}, ${told}${wait}.${differs}`;
}
