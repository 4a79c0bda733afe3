import type { PagesResult } from '../live/walk.ts';
import type { FleetTotals } from '../monitor/grouping.ts';
import type { Lap } from '../monitor/lap.ts';
import { type LapCounts, totalsOf } from '../monitor/lap-counts.ts';
import { type Tally, tally } from '../monitor/tally.ts';
import { runningFor } from './expectations-met.ts';
import { fleetTotals } from './fleet-totals.ts';
import type { Observations } from './observations.ts';
import type { ObservedClasses, ObservedCount } from './observed-classes.ts';

/** Counts over all sightings of a sweep: each relay once, in its latest state. */
export interface Counted {
  readonly tally: Tally;
  readonly totals: FleetTotals;
  /** How many relays meet each expectation, in the order of the expectations. */
  readonly running: readonly number[];
}

/** Takes the numbers of the sweep from the census once everything is read. */
export function countedIn(
  { classes, expected }: Pick<Observations, 'classes' | 'expected'>,
  pages: PagesResult,
): Counted {
  const counts = countsIn(pages, classes);
  return {
    tally: tally(
      counts.map(({ region, status, verdict, reason, count }) => ({ region, status, verdict, reason, count })),
    ),
    totals: fleetTotals(counts),
    running: runningFor(expected, counts),
  };
}

/** What a part of a lap adds to its counts. */
export function lapCountsOf({ tally: { classes }, totals, running }: Counted): LapCounts {
  const { relays, bySource, byDestination } = totals;
  return { classes, relays, bySource: [...bySource], byDestination: [...byDestination], running };
}

/** The counts of the last whole lap as those of a sweep; before the first one ended, of what it has read. */
export function countedInLap({ last, counts: soFar }: Lap): Counted {
  const counts = last?.counts ?? soFar;
  return { tally: tally(counts.classes), totals: totalsOf(counts), running: counts.running };
}

/** A relay that appears in several scopes counts once, as seen by the last of them. */
function countsIn({ walks }: PagesResult, classes: ObservedClasses): ObservedCount[] {
  return walks.flatMap(({ walk, census, part }, index) => {
    const laterOnes = walks.slice(index + 1).filter((other) => other.walk.region === walk.region);
    // relays of a page that was read once more were counted by an earlier sweep of the lap
    const besides = [...laterOnes.map((other) => other.census), ...(part ? [part.overlap] : [])];
    const byClass = census.countByClass(besides);
    return [...byClass].map(([number, count]): ObservedCount => ({ ...classes.classOf(number), count }));
  });
}
