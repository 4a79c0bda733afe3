import { DateTime } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';

/** Seconds from a time in the state to now; negative if the clock went back. */
export function secondsFrom(iso: string, now: UtcDateTime): number {
  return (now.toMillis() - millisOf(iso)) / 1_000;
}

/** The same text as luxon's `toISO`, which would be too slow for a storm of ten thousand. */
export function isoOf(now: UtcDateTime): string {
  return new Date(now.toMillis()).toISOString();
}

/** Our own times end in Z and are read fast, since a storm has tens of thousands; people may write their silences otherwise. */
export function millisOf(iso: string): number {
  return iso.endsWith('Z') ? Date.parse(iso) : DateTime.fromISO(iso, { zone: 'utc' }).toMillis();
}
