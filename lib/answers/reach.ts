import { DateTime } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';

/** A time without a sweep in the journal. */
export interface Gap {
  readonly from: string;
  readonly until: string;
}

/** A sweep without news is noted once an hour, and comes a little later than the one of the hour before. */
const LONGEST_SILENCE = { minutes: 75 };

/** How far the journal reaches within a time. */
export interface Reach {
  /** Of its first entry; null when there is none. */
  readonly begins: string | null;
  readonly gaps: readonly Gap[];
  readonly incompleteSweeps: number;
  /** Entries that it had no room for. */
  readonly leftOut: number;
}

/** What the journal has of a time, and what it lacks. Pure. */
export function reachOf(entries: readonly JournalEntry[], until: UtcDateTime): Reach {
  const sweeps = entries.filter((entry) => entry.kind === 'sweep');
  const begins = entries[0]?.at ?? null;
  // it may begin with what somebody did by hand, or with a look at a single relay
  const times = [...new Set([...(begins === null ? [] : [begins]), ...sweeps.map(({ at }) => at)])];
  const ends = [...times.slice(1), until.toISO()];
  return {
    begins,
    gaps: times.flatMap((from, n) => {
      const next = ends[n] ?? from;
      return isLong(from, next) ? [{ from, until: next }] : [];
    }),
    incompleteSweeps: sweeps.filter(({ complete }) => !complete).length,
    leftOut: entries.reduce((sum, entry) => sum + (entry.kind === 'left-out' ? entry.count : 0), 0),
  };
}

/** What a reader must know before trusting a silence. */
export type GapFact =
  /** Nothing at all; nothing before the first entry; no sweep in between. */
  | { readonly lacks: 'all' | 'beginning' | 'sweeps'; readonly from: string; readonly until: string }
  /** Sweeps that did not see all; entries that there was no room for. */
  | { readonly lacks: 'relays' | 'room'; readonly count: number };

/** The same as a list: the time before the first entry, too. */
export function gapsOf(entries: readonly JournalEntry[], from: UtcDateTime, until: UtcDateTime): GapFact[] {
  const { begins, gaps, incompleteSweeps, leftOut } = reachOf(entries, until);
  const start = from.toISO();
  if (begins === null) return [{ lacks: 'all', from: start, until: until.toISO() }];
  return [
    ...(isLong(start, begins) ? [{ lacks: 'beginning' as const, from: start, until: begins }] : []),
    ...gaps.map((gap) => ({ lacks: 'sweeps' as const, ...gap })),
    ...(incompleteSweeps > 0 ? [{ lacks: 'relays' as const, count: incompleteSweeps }] : []),
    ...(leftOut > 0 ? [{ lacks: 'room' as const, count: leftOut }] : []),
  ];
}

function isLong(from: string, until: string): boolean {
  return DateTime.fromISO(from).plus(LONGEST_SILENCE) < DateTime.fromISO(until);
}
