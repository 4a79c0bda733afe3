/** How urgent what on-call hears is, from the mildest. */
export const TOLD_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type ToldSeverity = (typeof TOLD_SEVERITIES)[number];

/** From nothing at all to a page at night. `none`: counted in the metrics, and nobody is told. */
export const SEVERITIES = ['none', ...TOLD_SEVERITIES] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Higher is more urgent. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
