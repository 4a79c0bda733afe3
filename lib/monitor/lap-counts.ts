import type { FleetTotals } from './grouping.ts';
import type { ClassCount } from './tally.ts';

/** What was counted in a lap. */
export interface LapCounts {
  readonly classes: readonly ClassCount[];
  /** Relays that are not over, in all and by host: the largest hosts alone. */
  readonly relays: number;
  readonly bySource: readonly (readonly [string, number])[];
  readonly byDestination: readonly (readonly [string, number])[];
  /** How many relays meet each expectation, in the order of the configuration. */
  readonly running: readonly number[];
}

export const NOTHING_COUNTED: LapCounts = { classes: [], relays: 0, bySource: [], byDestination: [], running: [] };

/** Hosts with fewer relays than the largest so many say nothing that these do not. */
const MOST_HOSTS = 500;
/** Kinds of relays that are told apart; there are hardly ever more than fifty. */
const MOST_CLASSES = 500;

/** Counts of two parts of a lap. */
export function countedBoth(a: LapCounts, b: LapCounts): LapCounts {
  const length = Math.max(a.running.length, b.running.length);
  return {
    classes: mergedClasses([...a.classes, ...b.classes]),
    relays: a.relays + b.relays,
    bySource: mergedHosts(a.bySource, b.bySource),
    byDestination: mergedHosts(a.byDestination, b.byDestination),
    running: Array.from({ length }, (_, place) => (a.running[place] ?? 0) + (b.running[place] ?? 0)),
  };
}

function mergedHosts(a: LapCounts['bySource'], b: LapCounts['bySource']): LapCounts['bySource'] {
  const sums = new Map(a);
  for (const [host, count] of b) sums.set(host, (sums.get(host) ?? 0) + count);
  return [...sums].sort(([, one], [, other]) => other - one).slice(0, MOST_HOSTS);
}

function mergedClasses(all: readonly ClassCount[]): ClassCount[] {
  const sums = new Map<string, ClassCount>();
  for (const one of all) {
    const key = JSON.stringify([one.region, one.status, one.verdict, one.reason]);
    const room = sums.size < MOST_CLASSES || sums.has(key);
    const place = room ? key : JSON.stringify([one.region, one.status, one.verdict, 'other']);
    const known = sums.get(place);
    sums.set(place, { ...one, reason: room ? one.reason : 'other', count: one.count + (known?.count ?? 0) });
  }
  return [...sums.values()];
}

/** How many relays there are, by host, as a lap has counted them. */
export function totalsOf({ relays, bySource, byDestination }: LapCounts): FleetTotals {
  return { relays, bySource: new Map(bySource), byDestination: new Map(byDestination) };
}
