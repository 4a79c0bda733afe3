/** How long it usually takes, how long at worst but for a tenth, and how long at worst. */
export interface Quantiles {
  readonly count: number;
  /** Null without any value. */
  readonly median: number | null;
  readonly p90: number | null;
  readonly max: number | null;
}

/** Median, 90th percentile and maximum, by the nearest rank: all are values that occurred. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { count: sorted.length, median: at(0.5), p90: at(0.9), max: at(1) };
}
