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
  const times = [...new Set(sweeps.map(({ at }) => at))];
  const ends = [...times.slice(1), until.toISO()];
  return {
    begins: entries[0]?.at ?? null,
    gaps: times.flatMap((from, n) => {
      const next = ends[n] ?? from;
      return isLong(from, next) ? [{ from, until: next }] : [];
    }),
    incompleteSweeps: sweeps.filter(({ complete }) => !complete).length,
    leftOut: entries.reduce((sum, entry) => sum + (entry.kind === 'left-out' ? entry.count : 0), 0),
  };
}

/** The same in sentences: what a reader must know before trusting a silence. */
export function reachSentences(entries: readonly JournalEntry[], from: UtcDateTime, until: UtcDateTime): string[] {
  const { begins, gaps, incompleteSweeps, leftOut } = reachOf(entries, until);
  if (begins === null) return [`The journal has nothing from ${from.toISO()} to ${until.toISO()}.`];
  return [
    ...(isLong(from.toISO(), begins)
      ? [`The journal has nothing from ${from.toISO()} to ${begins}: what happened then is not known.`]
      : []),
    ...gaps.map(
      (gap) =>
        `The journal has no sweep from ${gap.from} to ${gap.until}: relaywatch did not run, or could not write it.`,
    ),
    ...(incompleteSweeps > 0
      ? [`Incomplete sweeps in this time: ${incompleteSweeps}. What they did not see stayed as it was.`]
      : []),
    ...(leftOut > 0
      ? [`Entries that the journal had no room for in this time: ${leftOut} (state.journal.mostBytesADay).`]
      : []),
  ];
}

function isLong(from: string, until: string): boolean {
  return DateTime.fromISO(from).plus(LONGEST_SILENCE) < DateTime.fromISO(until);
}
