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
  const places: SightedPlace[] = [];
  const numbers = new Map<string, number>();
  const counts = new Map<string, CountedSighting['counts'][number]>();
  for (const { places: own, relays } of group) {
    const numbersHere = own.map((place) => {
      const number = numbers.get(place[0]) ?? places.push(place) - 1;
      numbers.set(place[0], number);
      return number;
    });
    for (const [, , , , , source, destination] of relays) {
      const [from, to] = [numbersHere[source] ?? -1, numbersHere[destination] ?? -1];
      const way = `${from} ${to}`;
      counts.set(way, [from, to, (counts.get(way)?.[2] ?? 0) + 1]);
    }
  }
  const { kind: _, relays: __, ...rest } = first;
  return { ...rest, places, counts: [...counts.values()] };
}
