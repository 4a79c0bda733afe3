/** One call's claim on the limit, as it stands at one moment. */
export interface Slot {
  readonly leftAtMs: number;
  /** Infinity while the call is under way. */
  readonly freeAtMs: number;
}

/** How fast calls may leave at this moment. */
export interface Pace {
  readonly perSecond: number;
  readonly gapMs: number;
  /** Nothing leaves before this (set while the service throttles). */
  readonly blockedUntilMs: number;
}

/**
 * How long the next call must wait: 0 when it may leave now, Infinity when only an answer can free a slot.
 * Pure; `slots` in order of departure.
 */
export function msUntilDeparture(slots: readonly Slot[], nowMs: number, pace: Pace): number {
  const lastLeftAtMs = slots.at(-1)?.leftAtMs ?? Number.NEGATIVE_INFINITY;
  const earliestMs = Math.max(pace.blockedUntilMs, lastLeftAtMs + pace.gapMs);
  const held = slots.filter((slot) => slot.freeAtMs > nowMs).map((slot) => slot.freeAtMs);
  if (held.length < pace.perSecond) return Math.max(0, earliestMs - nowMs);
  held.sort((a, b) => a - b);
  const enoughFreeAtMs = held[held.length - pace.perSecond] ?? Number.POSITIVE_INFINITY;
  return Math.max(earliestMs, enoughFreeAtMs) - nowMs;
}
