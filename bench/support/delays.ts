export const DELAY_HEAD = ['what', 'told', 'p50', 'p90', 'p99', 'longest', 'aim'];

/** A row of shares of delays. @param values in milliseconds; null: never told */
export function delayRow(what: string, values: readonly (number | null)[], aim: string): string[] {
  const told = values.filter((value) => value !== null);
  return [what, `${told.length} of ${values.length}`, ...[0.5, 0.9, 0.99, 1].map((share) => shareAt(told, share)), aim];
}

function shareAt(values: readonly number[], share: number): string {
  const ms = percentileOf(values, share);
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : '-';
}

/** @param values in milliseconds; null, never told, counts as endless. @returns endless too when there are none */
export function percentileOf(values: readonly (number | null)[], share: number): number {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
}
