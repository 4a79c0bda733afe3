import { DateTime } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';

/** Seconds from an instant of the state to now; negative when the clock went back. */
export function secondsFrom(iso: string, now: UtcDateTime): number {
  return (now.toMillis() - millisOf(iso)) / 1_000;
}

/** The same text as luxon's, which costs a storm of ten thousand too much. */
export function isoOf(now: UtcDateTime): string {
  return new Date(now.toMillis()).toISOString();
}

/** As we write them, times end in Z, and a storm reads tens of thousands; people's silences may be written otherwise. */
export function millisOf(iso: string): number {
  return iso.endsWith('Z') ? Date.parse(iso) : DateTime.fromISO(iso, { zone: 'utc' }).toMillis();
}
