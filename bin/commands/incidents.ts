import { systemClock } from '../../lib/base/time.ts';
import { nameOrId } from '../../lib/base/visible.ts';
import { present } from '../../lib/config/present.ts';
import { type Incident, isActive } from '../../lib/monitor/incident.ts';
import { type Match, matches } from '../../lib/monitor/matching.ts';
import { type Snapshot, usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { Chosen } from '../chosen.ts';
import { asOfLines } from '../terminal/as-of.ts';
import { lines, type Part } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { checkMatch } from './filters.ts';
import { causesOf, causeTable, type ShownIncident } from './incident-causes.ts';
import { momentBefore } from './moments.ts';
import { configuredStore } from './stored-state.ts';

export interface IncidentsFlags extends Chosen {
  readonly since?: string;
  readonly by: 'relay' | 'cause';
  readonly region?: string;
  readonly name?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly verdict?: string[];
  readonly json?: boolean;
}

/**
 * Prints what is open or, with --since, everything that the kept snapshots know from that time on. @returns the exit
 * code
 */
export async function incidentsCommand(flags: IncidentsFlags): Promise<number> {
  const now = systemClock.nowUtc();
  const match = matchOf(flags);
  const since = flags.since === undefined ? null : momentBefore(flags.since, now, '--since').toISO();
  const store = await configuredStore(flags);
  const snapshot = usableOf((await store.load()).snapshot);
  const all = since === null ? openNow(snapshot) : await allSince(store, since);
  const shown = all.filter((one) => matches(one, match));
  const causes = flags.by === 'cause' ? causesOf(shown, snapshot?.watch ?? null) : null;
  if (flags.json) printJson(causes ?? shown);
  else print(lines([...asOfLines(snapshot, now), causes ? causeTable(causes) : tableOf(shown)]));
  return 0;
}

/** @throws UsageError */
function matchOf({ region, name, source, destination, verdict }: IncidentsFlags): Match {
  const patterns = present({ region, name, source, destination });
  checkMatch(patterns);
  return { ...patterns, verdict };
}

function openNow(snapshot: Snapshot | null): ShownIncident[] {
  const incidents = snapshot?.watch?.incidents ?? [];
  return incidents.filter(isActive).map((incident) => ({ ...incident, endedBy: null }));
}

async function allSince(store: StateStore, since: string): Promise<ShownIncident[]> {
  const shown = new Map<string, ShownIncident>();
  const newestFirst: { savedAt: string; incidents: readonly Incident[] }[] = [];
  for await (const { snapshot } of store.history()) {
    const { savedAt } = snapshot;
    newestFirst.push({ savedAt, incidents: usableOf(snapshot)?.watch?.incidents ?? [] });
    if (savedAt < since) break;
  }
  for (const { savedAt, incidents } of newestFirst.reverse()) {
    const active = incidents.filter(isActive);
    const keys = new Set(active.map(keyOf));
    for (const [key, one] of shown)
      if (one.endedBy === null && !keys.has(key)) shown.set(key, { ...one, endedBy: savedAt });
    for (const incident of active) shown.set(keyOf(incident), { ...incident, endedBy: null });
  }
  return [...shown.values()].filter(({ endedBy }) => endedBy === null || endedBy >= since);
}

/** Identifies one fault of one subject: its next fault counts separately. */
function keyOf({ key, since }: Incident): string {
  return `${key} ${since}`;
}

function tableOf(shown: readonly ShownIncident[]): Part {
  if (shown.length === 0) return 'no incidents';
  const rows = [...shown]
    .sort((a, b) => (a.since < b.since ? 1 : -1))
    .map(({ severity, verdict, reason, region, name, taskId, since, endedBy, phase, stopCount, lostSeconds }) => [
      severity,
      phase === 'flapping' ? `flapping (${stopCount})` : verdict,
      reason,
      region,
      nameOrId({ name, taskId }),
      since,
      endedBy ?? 'open',
      `${Math.round(lostSeconds)} s`,
    ]);
  return plainTable(['severity', 'verdict', 'reason', 'region', 'relay', 'since', 'ended by', 'lost'], rows);
}
