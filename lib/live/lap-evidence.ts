import type { PagesSoFar } from '../monitor/reading-memory.ts';
import { type Evidence, MOST_RISKY_KEPT } from './walk-verdict.ts';

/** A list that several sweeps read together, each a part of it. */
export interface LapPart {
  /** What earlier sweeps of the lap have shown of it; null when none has read it. */
  readonly before: PagesSoFar | null;
}

/** What the parts of a list that were read in several sweeps add up to, as far as it is evidence. */
export function seenSoFar(before: PagesSoFar | null, now: Evidence): Omit<PagesSoFar, 'openBorders' | 'readAgain'> {
  const sum = (of: (one: Evidence | PagesSoFar) => number) => (before ? of(before) : 0) + of(now);
  return {
    total: now.total,
    seen: sum(({ seen }) => seen),
    steps: sum(({ steps }) => steps),
    moved: sum(({ moved }) => moved),
    pagesRead: sum(({ pagesRead }) => pagesRead),
    shifted: sum(({ shifted }) => shifted),
    scattered: sum(({ scattered }) => scattered),
    crossed: sum(({ crossed }) => crossed),
  };
}

/** The borders that the next reading looks at first: those of the pages that were read, and of the others as before. */
export function riskyAfter(
  before: readonly number[],
  { from, to, risky }: { readonly from: number; readonly to: number; readonly risky: readonly number[] },
): readonly number[] {
  return [...before.filter((page) => page < from || page > to), ...risky].slice(0, MOST_RISKY_KEPT);
}
