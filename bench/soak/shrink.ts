import type { SoakRound } from './schedule.ts';

/** Which event of which round. */
type Place = readonly [round: number, event: number];

/**
 * A schedule that still fails with as few events as can be found, by leaving out ever smaller parts. Rounds without
 * events stay, since time passes in them.
 */
export async function shrunk(
  schedule: readonly SoakRound[],
  fails: (schedule: readonly SoakRound[]) => Promise<boolean>,
  mostTries = 60,
): Promise<readonly SoakRound[]> {
  let kept: readonly Place[] = schedule.flatMap(({ events }, round) =>
    events.map((_, event) => [round, event] as const),
  );
  let part = Math.ceil(kept.length / 2);
  let tries = 0;
  while (part >= 1 && tries < mostTries) {
    let hasShrunk = false;
    for (let from = 0; from < kept.length && tries < mostTries; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + part)];
      tries += 1;
      if (await fails(only(schedule, without))) {
        kept = without;
        hasShrunk = true;
      } else {
        from += part;
      }
    }
    if (part === 1 && !hasShrunk) break;
    part = part === 1 ? 1 : Math.ceil(part / 2);
  }
  return only(schedule, kept);
}

function only(schedule: readonly SoakRound[], places: readonly Place[]): SoakRound[] {
  const wanted = new Set(places.map(String));
  return schedule.map(({ leapSeconds, events }, round) => ({
    leapSeconds,
    events: events.filter((_, event) => wanted.has(`${round},${event}`)),
  }));
}
