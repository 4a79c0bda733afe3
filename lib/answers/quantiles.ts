/** How long it usually takes, and how long at worst but for a tenth. */
export interface Quantiles {
  readonly count: number;
  /** Null without any value. */
  readonly median: number | null;
  readonly p90: number | null;
}

/** Median and 90th percentile, by the nearest rank: both are values that occurred. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { count: sorted.length, median: at(0.5), p90: at(0.9) };
}
