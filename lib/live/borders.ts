/** One answer for one page. Order is by count of calls, since clocks say less: which was asked first, which answered first. */
export interface Reading {
  readonly asked: number;
  readonly answered: number;
  /** By how much Total had grown, and shrunk, over all answers of the walk up to this one. */
  readonly grown: number;
  readonly shrunk: number;
}

/**
 * How many tasks may have crossed the border between a page and the next one without being seen, by what the readings of
 * both prove: 0 when none can have.
 *
 * If the order of the list is stable, a task stays unseen only when it was on the other side at each reading. From a
 * reading of the lower page to one of the higher page that takes a task that moved down, so a deletion before it; from
 * the higher to the lower page, an insertion. Each step of the alternation has to have happened, so the smallest counts.
 */
export function mayHaveCrossed(lower: readonly Reading[], higher: readonly Reading[]): number {
  const readings = [
    ...lower.map((reading) => ({ ...reading, isLower: true })),
    ...higher.map((reading) => ({ ...reading, isLower: false })),
  ].sort((a, b) => a.answered - b.answered);
  let least = Number.POSITIVE_INFINITY;
  for (const [at, later] of readings.entries()) {
    const earlier = readings[at - 1];
    if (!earlier || earlier.isLower === later.isLower) continue;
    least = Math.min(least, steps(earlier, later, earlier.isLower));
  }
  return Number.isFinite(least) ? least : 0;
}

function steps(earlier: Reading, later: Reading, upwards: boolean): number {
  const shrunk = later.shrunk - earlier.shrunk;
  const grown = later.grown - earlier.grown;
  // the service may have seen these two the other way round
  if (later.asked < earlier.asked) return grown + shrunk;
  return upwards ? shrunk : grown;
}
