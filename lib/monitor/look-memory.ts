import type { UtcDateTime } from '../base/time.ts';
import { parseUtc } from '../base/time.ts';
import type { FleetTotals } from './grouping.ts';

/*
 * What looks at single relays between two sweeps have to know. Plain data: it is kept in the state.
 */

/** How many calls hints may still cost, as of a time (ISO 8601, UTC). */
export interface Allowance {
  readonly at: string;
  readonly left: number;
}

/** What the hints since the last sweep came to. */
export interface HintCounts {
  readonly received: number;
  /** Of them, those that were true: the relay was faulty, or was so no more. */
  readonly confirmed: number;
  /** The longest time from the event, by Live's clock, until Live confirmed it; null when nothing was confirmed. */
  readonly longestDelayMs: number | null;
  /** Incidents that a look opened, so before a sweep saw them. */
  readonly opened: number;
}

export interface LookMemory {
  /** How many relays there are, from the last complete sweep; null before there was one. */
  readonly totals: FleetTotals | null;
  /** Keys of stopped relays that, by a callback, a user stopped: the lists do not say so. */
  readonly stoppedByUser: readonly string[];
  readonly allowance: Allowance | null;
  readonly counts: HintCounts;
}

export const NOTHING_HINTED: HintCounts = { received: 0, confirmed: 0, longestDelayMs: null, opened: 0 };
export const NO_LOOKS: LookMemory = { totals: null, stoppedByUser: [], allowance: null, counts: NOTHING_HINTED };

/**
 * Callbacks are not signed, so what they may cost has a limit: 30 calls at once, and 60 within the first minute of a
 * flood.
 */
const MOST_AT_ONCE = 30;
const CALLS_A_SECOND = 0.5;
/** Hosts with fewer relays than the largest so many say nothing that these do not. */
const MOST_HOSTS = 500;

/** How many calls hints may cost now. */
export function callsLeft(allowance: Allowance | null, now: UtcDateTime): number {
  const at = allowance && parseUtc(allowance.at);
  if (!allowance || !at) return MOST_AT_ONCE;
  // after a clock that was ahead the allowance must not stand still for as long
  const passedSeconds = Math.abs(now.diff(at).as('seconds'));
  return Math.min(MOST_AT_ONCE, allowance.left + passedSeconds * CALLS_A_SECOND);
}

/** The allowance once so many calls were made. */
export function spent(allowance: Allowance | null, calls: number, now: UtcDateTime): Allowance {
  return { at: now.toISO(), left: Math.max(0, callsLeft(allowance, now) - calls) };
}

export function addedUp(a: HintCounts, b: HintCounts): HintCounts {
  const delays = [a.longestDelayMs, b.longestDelayMs].filter((ms) => ms !== null);
  return {
    received: a.received + b.received,
    confirmed: a.confirmed + b.confirmed,
    longestDelayMs: delays.length > 0 ? Math.max(...delays) : null,
    opened: a.opened + b.opened,
  };
}

/** The totals with the largest hosts only, so that the state does not grow with the fleet. */
export function largestHosts({ relays, bySource, byDestination }: FleetTotals): FleetTotals {
  const largest = (hosts: ReadonlyMap<string, number>) =>
    new Map([...hosts].sort(([, a], [, b]) => b - a).slice(0, MOST_HOSTS));
  return { relays, bySource: largest(bySource), byDestination: largest(byDestination) };
}
