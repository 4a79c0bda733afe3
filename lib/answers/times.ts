/** Whole seconds from one ISO 8601 time to another; 0 when that is earlier. */
export function secondsBetween(from: string, until: string): number {
  return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1_000));
}
