import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { Journal } from '../state/journal.ts';

/** Entries that are held at once, some 40 MB of the 256 that a function has; a month of storms has more. */
const MOST_ENTRIES = 30_000;
/** So many more before some are let go of, so that this is seldom done. */
const SLACK = 5_000;

export interface PastAsked {
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  /** The cause with this key alone, and how well relaywatch looked. */
  readonly cause?: string | undefined;
  readonly mostEntries?: number;
}

/**
 * The journal of a time, oldest first, without decisions. When there is too much of it, the oldest entries about relays and causes
 * are left out and counted like those that the journal itself had no room for. @throws StateError
 */
export async function readPast(
  journal: Journal,
  { from, until, cause, mostEntries = MOST_ENTRIES }: PastAsked,
): Promise<JournalEntry[]> {
  let entries: JournalEntry[] = [];
  let leftOut = 0;
  const letGo = () => {
    const before = entries.length;
    entries = withoutOldest(entries, before - mostEntries);
    leftOut += before - entries.length;
  };
  for await (const entry of journal.entries(from, until)) {
    if (entry.kind !== 'decision' && (cause === undefined || isAbout(entry, cause))) entries.push(entry);
    if (entries.length > mostEntries + SLACK) letGo();
  }
  letGo();
  const last = entries.at(-1);
  return last && leftOut > 0 ? [...entries, { at: last.at, kind: 'left-out', count: leftOut }] : entries;
}

function withoutOldest(entries: readonly JournalEntry[], count: number): JournalEntry[] {
  let left = Math.max(0, count);
  return entries.filter((one) => isOfMonitor(one) || left-- <= 0);
}

function isOfMonitor({ kind }: JournalEntry): boolean {
  return kind === 'sweep' || kind === 'left-out';
}

function isAbout(entry: JournalEntry, cause: string): boolean {
  switch (entry.kind) {
    case 'cause':
      return entry.key === cause;
    case 'incident':
    case 'decision':
      return entry.causeKey === cause;
    case 'answer':
      return entry.dedupKey === cause;
    case 'change':
    case 'sighted':
      return false;
    case 'sweep':
    case 'left-out':
      return true;
  }
}
