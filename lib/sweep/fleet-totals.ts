import type { FleetTotals } from '../monitor/grouping.ts';
import { type ObservedCount, OVER } from './observed-classes.ts';

/** How many relays there are, by host. */
export function fleetTotals(counts: readonly ObservedCount[]): FleetTotals {
  const relevant = counts.filter(({ verdict }) => !OVER.has(verdict));
  return {
    relays: relevant.reduce((sum, { count }) => sum + count, 0),
    bySource: byHost(relevant, 'source'),
    byDestination: byHost(relevant, 'destination'),
  };
}

function byHost(counts: readonly ObservedCount[], side: 'source' | 'destination'): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { [side]: host, count } of counts) if (host !== '') sums.set(host, (sums.get(host) ?? 0) + count);
  return sums;
}
