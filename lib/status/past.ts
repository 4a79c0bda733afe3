import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { Journal } from '../state/journal.ts';

/** Entries that are held at once, some 40 MB of the 256 that a function has; a month of storms has more. */
const MOST_ENTRIES = 30_000;
/** So many more before some are let go of, so that this is seldom done. */
const SLACK = 5_000;

/** What of a sweep is of interest, in its order. It may remember what it has seen: sweeps come one after another. */
export type OfInterest = (sweep: readonly JournalEntry[]) => readonly JournalEntry[];

export interface PastAsked {
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  /** The cause with this key alone, and how well relaywatch looked. */
  readonly cause?: string | undefined;
  readonly mostEntries?: number;
}

/** The journal of a time, oldest first, without decisions; bounded like every reading. @throws StateError */
export function readPast(journal: Journal, { cause, ...asked }: PastAsked): Promise<JournalEntry[]> {
  const isWanted = (one: JournalEntry) => one.kind !== 'decision' && (cause === undefined || isAbout(one, cause));
  return readOf(journal, (sweep) => sweep.filter(isWanted), asked);
}

/**
 * What is of interest in the journal of a time, oldest first. When there is too much of it, the oldest entries about relays and causes
 * are left out and counted like those that the journal itself had no room for. @throws StateError
 */
export async function readOf(
  journal: Journal,
  ofInterest: OfInterest,
  { from, until, mostEntries = MOST_ENTRIES }: Omit<PastAsked, 'cause'>,
): Promise<JournalEntry[]> {
  let entries: JournalEntry[] = [];
  let leftOut = 0;
  const letGo = () => {
    const before = entries.length;
    entries = withoutOldest(entries, before - mostEntries);
    leftOut += before - entries.length;
  };
  for await (const sweep of sweepsOf(journal.entries(from, until))) {
    for (const entry of ofInterest(sweep)) entries.push(entry);
    if (entries.length > mostEntries + SLACK) letGo();
  }
  letGo();
  const last = entries.at(-1);
  return last && leftOut > 0 ? [...entries, { at: last.at, kind: 'left-out', count: leftOut }] : entries;
}

/** Entries of one time together, but of one without end no more than are held anyway. */
async function* sweepsOf(entries: AsyncIterable<JournalEntry>): AsyncGenerator<readonly JournalEntry[]> {
  let sweep: JournalEntry[] = [];
  for await (const entry of entries) {
    if (sweep.length > 0 && (sweep[0]?.at !== entry.at || sweep.length >= MOST_ENTRIES)) {
      yield sweep;
      sweep = [];
    }
    sweep.push(entry);
  }
  if (sweep.length > 0) yield sweep;
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
