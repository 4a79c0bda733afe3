import { type Cause, identityOf, reasonOf, regionsOf, verdictOf, worstOf } from '../../lib/monitor/cause.ts';
import { BASELINE } from '../../lib/monitor/causes.ts';
import { groupBy } from '../../lib/monitor/grouping.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { CauseScope } from '../../lib/monitor/notification.ts';
import { severityRank } from '../../lib/monitor/severity.ts';
import { count } from '../terminal/figures.ts';
import type { Part } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';

/** An incident as the snapshots show it; `endedBy` is the time of the first snapshot in which it is over. */
export interface ShownIncident extends Incident {
  readonly endedBy: string | null;
}

/** Incidents of one cause. */
export interface ShownCause extends Pick<Cause, 'severity' | 'verdict' | 'reason' | 'since'> {
  /** The dedup key of its messages; null if on-call was not told, because a mute holds it back. */
  readonly key: string | null;
  /** Null for what was there before watching began, and for what was not told. */
  readonly scope: CauseScope | null;
  readonly regions: readonly string[];
  readonly endedBy: string | null;
  readonly open: number;
  readonly incidents: readonly ShownIncident[];
}

/** Groups the incidents by what they have in common: open ones first, then the most severe, then the largest. */
export function causesOf(shown: readonly ShownIncident[], causes: readonly Cause[]): ShownCause[] {
  const known = new Map(causes.map((cause) => [cause.key, cause]));
  return [...groupBy(shown, ({ causeKey }) => causeKey ?? '')]
    .map(([key, incidents]) => causeOf(key === '' ? null : key, incidents, known.get(key)))
    .sort(
      (a, b) =>
        Number(b.open > 0) - Number(a.open > 0) ||
        severityRank(b.severity) - severityRank(a.severity) ||
        b.incidents.length - a.incidents.length,
    );
}

function causeOf(key: string | null, incidents: readonly ShownIncident[], cause: Cause | undefined): ShownCause {
  const [first] = incidents;
  const isNamed = key !== null && key !== BASELINE;
  const open = incidents.filter(({ endedBy }) => endedBy === null).length;
  const newest = incidents.map(({ endedBy }) => endedBy ?? '').sort();
  return {
    key,
    scope: cause?.scope ?? (isNamed && first ? identityOf(first).scope : null),
    severity: cause?.severity ?? worstOf(incidents),
    verdict: verdictOf(incidents),
    reason: reasonOf(incidents),
    since: incidents.reduce((least, { since }) => (since < least ? since : least), first?.since ?? ''),
    regions: regionsOf(incidents),
    endedBy: open > 0 ? null : (newest.at(-1) ?? null),
    open,
    incidents,
  };
}

export function causeTable(causes: readonly ShownCause[]): Part {
  if (causes.length === 0) return 'no incidents';
  const rows = causes.map(({ severity, open, incidents, key, scope, verdict, reason, regions, since, endedBy }) => [
    severity,
    open === incidents.length ? count(open) : `${count(open)} of ${count(incidents.length)}`,
    scopeText(key, scope),
    verdict,
    reason,
    regions.join(' '),
    since,
    endedBy ?? 'open',
    key ?? '',
  ]);
  return plainTable(['severity', 'open', 'cause', 'verdict', 'reason', 'regions', 'since', 'ended by', 'key'], rows);
}

function scopeText(key: string | null, scope: CauseScope | null): string {
  if (key === null) return 'not told: held by a mute';
  if (scope === null) return 'there before watching began';
  return scope.value === '' ? scope.by : `${scope.by} ${scope.value}`;
}
