/**
 * One answer for one page. Answers are ordered by call count, which is more reliable than clocks: which call was sent
 * first, and which was answered first.
 */
export interface Reading {
  readonly asked: number;
  readonly answered: number;
  /** How much Total had grown and shrunk over all answers of the walk up to this one. */
  readonly grown: number;
  readonly shrunk: number;
}

/**
 * How many tasks may have crossed the border between a page and the next one unseen, given the readings of both; 0 when
 * none can have.
 *
 * If the order of the list is stable, a task stays unseen only if it was on the other side at each reading. Between a
 * reading of the lower page and one of the higher page, that takes a task that moved down, so a deletion before it;
 * between the higher and the lower page, it takes an insertion. Every step of that alternation must have happened, so
 * the smallest count is the limit.
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
  // the service may have handled these two in the opposite order
  if (later.asked < earlier.asked) return grown + shrunk;
  return upwards ? shrunk : grown;
}
