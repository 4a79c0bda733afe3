import { groupBy } from './grouping.ts';
import type { CountedSighting, SightedEntry, SightedPlace } from './journal-entry.ts';

/**
 * Relays that were seen otherwise, by what they were seen as and where, without who they are: much shorter, for a journal that
 * has no room for them. The most first. Pure.
 */
export function countedSightings(entries: readonly SightedEntry[]): CountedSighting[] {
  const alike = groupBy(entries, ({ as, reason, severity, region, standing, unlisted }) =>
    JSON.stringify([as, reason, severity, region, standing, unlisted]),
  );
  return [...alike.values()].flatMap((group) => counted(group) ?? []).sort((a, b) => relaysIn(b) - relaysIn(a));
}

/** How many relays it stands for. */
export function relaysIn({ counts }: CountedSighting): number {
  return counts.reduce((sum, [, , count]) => sum + count, 0);
}

function counted(group: readonly SightedEntry[]): CountedSighting | null {
  const [first] = group;
  if (!first) return null;
  const places = new Map<string, SightedPlace>();
  const counts = new Map<string, number>();
  for (const { places: own, relays } of group) {
    for (const place of own) places.set(place[0], place);
    for (const [, , , , , source, destination] of relays) {
      const way = `${own[source]?.[0] ?? ''}\n${own[destination]?.[0] ?? ''}`;
      counts.set(way, (counts.get(way) ?? 0) + 1);
    }
  }
  const origins = [...places.keys()];
  const { kind: _, relays: __, ...rest } = first;
  return {
    ...rest,
    places: [...places.values()],
    counts: [...counts].map(([way, count]) => {
      const [source = '', destination = ''] = way.split('\n');
      return [origins.indexOf(source), origins.indexOf(destination), count];
    }),
  };
}
