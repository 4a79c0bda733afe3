import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { matches } from '../monitor/matching.ts';
import { isFaultKind, type Policy, policyFor } from '../monitor/policy.ts';
import type { RuleFact } from './story.ts';

type Setting = 'severity' | 'forSeconds';

/** The line of the configuration that decides a setting for a relay with this verdict, such as `policy.overrides.0.severity`. */
export function policyLine(entry: IncidentEntry, setting: Setting, { overrides }: Policy): string {
  const last = overrides.findLastIndex((one) => one[setting] !== undefined && matches(entry, one.match));
  return last < 0 ? `policy.verdicts.${entry.verdict}.${setting}` : `policy.overrides.${last}.${setting}`;
}

/** What today's policy says of a fault, and where it stands; null when the verdict is none that it knows. */
export function ruleOf(entry: IncidentEntry, policy: Policy): RuleFact | null {
  const { verdict, severity } = entry;
  if (!isFaultKind(verdict)) return null;
  const rule = policyFor(entry, verdict, policy);
  return {
    severity: rule.severity,
    severityLine: policyLine(entry, 'severity', policy),
    wait: rule.forSeconds === 0 ? null : { seconds: rule.forSeconds, line: policyLine(entry, 'forSeconds', policy) },
    differs: severity !== rule.severity,
  };
}
