import * as z from 'zod/mini';
import type { JournalEntry, JournalFact } from '../monitor/journal-entry.ts';

/** Reads back what we wrote: anything without a time and a known kind is not an entry. */
const entry = z.looseObject({
  at: z.string(),
  kind: z.enum([
    'incident',
    'cause',
    'decision',
    'answer',
    'sweep',
    'change',
    'left-out',
  ] satisfies JournalFact['kind'][]),
});

/** What would hurt most to lose comes first: without causes and messages, the rest explains nothing. */
const ORDER: Readonly<Record<JournalFact['kind'], number>> = {
  'left-out': 0,
  sweep: 1,
  change: 2,
  cause: 3,
  answer: 4,
  decision: 5,
  incident: 6,
};
/**
 * The share of an hour's room that entries about single relays may take: a storm must leave room for what happens after
 * it.
 */
const SHARE_OF_INCIDENTS = 0.5;
/** The share of an hour's room for the lines that say how much was left out, one per sweep. */
const SHARE_OF_LEFT_OUT = 0.1;

/** Adds entries to the lines of an hour, as far as there is room. @param mostBytes for the whole hour */
export function addedTo(before: string, entries: readonly JournalEntry[], mostBytes: number): string {
  let text = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  let bytes = Buffer.byteLength(text);
  let leftOut = 0;
  const add = (one: JournalEntry, room: number) => {
    const line = `${JSON.stringify(one)}\n`;
    const size = Buffer.byteLength(line);
    if (bytes + size > room) return false;
    text += line;
    bytes += size;
    return true;
  };
  const room = mostBytes * (1 - SHARE_OF_LEFT_OUT);
  for (const one of entries.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])) {
    if (!add(one, isOfOneRelay(one) ? mostBytes * SHARE_OF_INCIDENTS : room)) leftOut += 1;
  }
  const at = entries[0]?.at;
  if (leftOut > 0 && at !== undefined) add({ at, kind: 'left-out', count: leftOut }, mostBytes);
  return text;
}

function isOfOneRelay({ kind }: JournalEntry): boolean {
  return kind === 'incident' || kind === 'decision';
}

/** The entries of an hour; torn or unknown lines are left out. */
export function entriesIn(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    const value = parsed(line);
    return entry.safeParse(value).success ? [value as JournalEntry] : [];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
