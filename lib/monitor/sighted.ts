import { type FleetTotals, groupBy, hostOf } from './grouping.ts';
import type { Sighting } from './incident.ts';
import type { Evidence } from './incidents.ts';
import type { SeenAs, SightedEntry, SightedPlace, SightedRelay } from './journal-entry.ts';
import { NO_REASON } from './judge.ts';
import { CONFLICT } from './sightings.ts';

/** How each relay was last noted in the journal, by its key. Only what is, or was lately, faulty is in it. */
export type SightedMemory = Readonly<Record<string, string>>;

export interface SightedNews {
  readonly entries: readonly SightedEntry[];
  readonly memory: SightedMemory;
}

interface SightedContext {
  readonly totals: FleetTotals;
  /** Keys of incidents. */
  readonly known: ReadonlySet<string>;
  readonly complete: boolean;
  /** The sweep has read a part of the lists, in a lap: absent when each reads all. */
  readonly lap?: 'goes-on' | 'ended';
}

/** Rows of one line: a line that does not fit into the journal is left out as a whole. */
const RELAYS_A_LINE = 40;
/** What is remembered of a reason: Live's are words. */
const REASON_CHARS = 60;
const IS_WELL = /^(?:running|healthy) none$/;

/** Which relays are seen otherwise than was noted: what another policy would judge anew. Pure. */
export function sightedNews(
  before: SightedMemory,
  { sightings, gone }: Pick<Evidence, 'sightings' | 'gone'>,
  { totals, known, complete, lap }: SightedContext,
): SightedNews {
  const noted = new Map(Object.entries(before));
  const memory = new Map<string, string>();
  const changed: Sighted[] = [];
  for (const sighting of sightings) {
    const one = { sighting, as: asOf(sighting), reason: sighting.verdict.reason };
    memory.set(sighting.key, codeOf(one));
    if (noted.get(sighting.key) !== codeOf(one)) changed.push(one);
    noted.delete(sighting.key);
  }
  for (const [key, code] of noted) {
    if (lap && !complete && !gone.has(key)) {
      // that this sweep did not come to it is no news; what no incident needs is forgotten with the lap
      if (known.has(key) || (lap === 'goes-on' && !IS_WELL.test(code))) memory.set(key, code);
      continue;
    }
    const isUnseen = !gone.has(key) && (known.has(key) || !complete);
    const as = gone.has(key) ? 'gone' : isUnseen ? 'unseen' : 'running';
    const unseen = known.has(key) ? `unseen ${NO_REASON}` : code;
    if (isUnseen) memory.set(key, unseen);
    if (isUnseen ? unseen !== code : !IS_WELL.test(code)) changed.push({ sighting: bare(key), as, reason: NO_REASON });
  }
  return { entries: entriesOf(changed, totals), memory: Object.fromEntries(memory) };
}

interface Sighted {
  readonly sighting: Sighting;
  readonly as: SeenAs;
  readonly reason: string;
}

function asOf({ status, verdict }: Sighting): SeenAs {
  // both are seen in relays that run
  const isOther = verdict.kind === 'destination-conflict' || verdict.kind === 'stalled';
  return isOther ? verdict.kind : (status ?? verdict.kind);
}

function codeOf({ sighting: { standing, unlisted }, as, reason }: Sighted): string {
  return `${as} ${reason.slice(0, REASON_CHARS)}${standing ? ' standing' : ''}${unlisted ? ' unlisted' : ''}`;
}

function bare(key: string): Sighting {
  const verdict = { kind: 'healthy', severity: 'none', reason: NO_REASON } as const;
  const nowhere = { region: '', taskId: '', name: '', source: '', destination: '' };
  return { key, ...nowhere, verdict, retryBudgetSeconds: null, startMs: null, endMs: null };
}

function entriesOf(changed: readonly Sighted[], totals: FleetTotals): SightedEntry[] {
  const alike = groupBy(changed, (one) =>
    JSON.stringify([codeOf(one), one.sighting.region, one.sighting.verdict.severity]),
  );
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / RELAYS_A_LINE) }, (_, n) =>
      entryOf(group.slice(n * RELAYS_A_LINE, (n + 1) * RELAYS_A_LINE), totals),
    ).flat(),
  );
}

function entryOf(group: readonly Sighted[], totals: FleetTotals): SightedEntry[] {
  const [first] = group;
  if (!first) return [];
  const { region, standing, unlisted, status, verdict } = first.sighting;
  const origins = [...new Set(group.flatMap(({ sighting: { source, destination } }) => [source, destination]))];
  const known = origins.filter((origin) => origin !== '');
  return [
    {
      kind: 'sighted',
      as: first.as,
      reason: first.reason,
      ...(status === undefined || first.as === verdict.kind ? { severity: verdict.severity } : {}),
      region,
      ...(standing ? { standing } : {}),
      ...(unlisted ? { unlisted } : {}),
      of: totals.relays,
      places: known.map((origin) => placeOf(origin, totals)),
      relays: group.map(({ sighting }) => relayOf(sighting, known)),
    },
  ];
}

function placeOf(origin: string, { bySource, byDestination }: FleetTotals): SightedPlace {
  const host = hostOf(origin);
  return [origin, bySource.get(host) ?? null, byDestination.get(host) ?? null];
}

function relayOf(sighting: Sighting, origins: readonly string[]): SightedRelay {
  const { key, region, name, startMs, endMs, retryBudgetSeconds, source, destination } = sighting;
  const id = region !== '' && key.startsWith(`${region}/`) ? key.slice(region.length + 1) : key;
  return [id, name, startMs, endMs, retryBudgetSeconds, origins.indexOf(source), origins.indexOf(destination)];
}

/** The key of the relay in an entry. */
export function keyOfSighted({ region }: Pick<SightedEntry, 'region'>, [id]: SightedRelay): string {
  return region === '' || id.startsWith(CONFLICT) ? id : `${region}/${id}`;
}
