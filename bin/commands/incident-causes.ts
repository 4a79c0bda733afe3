import type { Acknowledgement } from '../../lib/monitor/acknowledgement.ts';
import { acknowledgedBy } from '../../lib/monitor/acknowledging.ts';
import { type Cause, identityOf, reasonOf, regionsOf, verdictOf, worstOf } from '../../lib/monitor/cause.ts';
import { BASELINE } from '../../lib/monitor/causes.ts';
import { groupBy } from '../../lib/monitor/grouping.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { CauseScope } from '../../lib/monitor/notification.ts';
import { severityRank } from '../../lib/monitor/severity.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
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
  /** Who works on it; null where nobody has said so. */
  readonly acknowledged: Acknowledgement | null;
  readonly endedBy: string | null;
  readonly open: number;
  readonly incidents: readonly ShownIncident[];
}

/** Groups the incidents by what they have in common: open ones first, then the most severe, then the largest. */
export function causesOf(shown: readonly ShownIncident[], watch: WatchState | null): ShownCause[] {
  const { causes = [], acknowledged = [] } = watch ?? {};
  const acks = acknowledgedBy(acknowledged, causes);
  const known = new Map(causes.map((cause) => [cause.key, cause]));
  return [...groupBy(shown, ({ causeKey }) => causeKey ?? '')]
    .map(([key, incidents]) => ({
      ...causeOf(key === '' ? null : key, incidents, known.get(key)),
      acknowledged: acks.get(key) ?? null,
    }))
    .sort(
      (a, b) =>
        Number(b.open > 0) - Number(a.open > 0) ||
        severityRank(b.severity) - severityRank(a.severity) ||
        b.incidents.length - a.incidents.length,
    );
}

function causeOf(
  key: string | null,
  incidents: readonly ShownIncident[],
  cause: Cause | undefined,
): Omit<ShownCause, 'acknowledged'> {
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
  const rows = causes.map((cause) => [
    cause.severity,
    openText(cause),
    scopeText(cause.key, cause.scope),
    cause.verdict,
    cause.reason,
    cause.regions.join(' '),
    cause.since,
    cause.endedBy ?? 'open',
    cause.key ?? '',
    ackText(cause.acknowledged),
  ]);
  const head = ['severity', 'open', 'cause', 'verdict', 'reason', 'regions', 'since', 'ended by', 'key'];
  return plainTable([...head, 'acknowledged'], rows);
}

function openText({ open, incidents }: ShownCause): string {
  return open === incidents.length ? count(open) : `${count(open)} of ${count(incidents.length)}`;
}

function ackText(acknowledged: Acknowledgement | null): string {
  if (acknowledged === null) return '';
  const { by, at } = acknowledged;
  return by === undefined ? at : `${by}, ${at}`;
}

function scopeText(key: string | null, scope: CauseScope | null): string {
  if (key === null) return 'not told: held by a mute';
  if (scope === null) return 'there before watching began';
  return scope.value === '' ? scope.by : `${scope.by} ${scope.value}`;
}
