import type { UtcDateTime } from '../base/time.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import { addedTo, entriesIn } from './journal-text.ts';
import type { TextPlace } from './text-place.ts';

export interface JournalRetention {
  /** Days to keep. Default: 30. */
  readonly keepDays?: number | undefined;
  /** Largest size of a day in bytes. Default: 2,000,000. */
  readonly mostBytesADay?: number | undefined;
}

/** What happened, sweep by sweep. Meant for people and reports; no sweep depends on it. */
export interface Journal {
  /**
   * Adds the findings of one sweep. When two writers act at the very same time, lines of one of them may be lost. An
   * hour that is full keeps the gravest entries and says how many were left out.
   * @throws StateError when it cannot be written; nothing that a sweep needs depends on it
   */
  add(entries: readonly JournalEntry[], now: UtcDateTime, signal?: AbortSignal): Promise<void>;
  /**
   * The entries of a period, oldest first, read hour by hour on demand. Unreadable lines are left out.
   * @throws StateError
   */
  entries(from: UtcDateTime, until: UtcDateTime, signal?: AbortSignal): AsyncIterable<JournalEntry>;
}

/** Days that are kept unless the configuration says otherwise. */
export const KEEP_DAYS = 30;
const MOST_BYTES_A_DAY = 2_000_000;
const HOURS_A_DAY = 24;
/** A month is 720 objects of a bucket: one after another they would take half a minute. */
const READ_AHEAD = 8;
const PREFIX = 'journal-';
const NAME = /^journal-\d{4}-\d{2}-\d{2}T\d{2}\.jsonl$/;

/** A journal as texts in a place, one per hour. */
export function createJournal(place: TextPlace, retention: JournalRetention = {}): Journal {
  const { keepDays = KEEP_DAYS, mostBytesADay = MOST_BYTES_A_DAY } = retention;
  return {
    async add(entries, now, signal) {
      const name = nameOf(now);
      const before = await place.read(name, signal);
      await place.replace(name, addedTo(before ?? '', entries, mostBytesADay / HOURS_A_DAY), signal);
      if (before === null) await clearOld(place, nameOf(now.minus({ days: keepDays })), signal);
    },
    async *entries(from, until, signal) {
      const last = nameOf(until);
      const names = (await place.names({ prefix: PREFIX, from: nameOf(from) }, signal)).filter(
        (name) => NAME.test(name) && name <= last,
      );
      for await (const text of textsOf(place, names, signal)) {
        for (const entry of entriesIn(text ?? '')) {
          if (entry.at >= from.toISO() && entry.at <= until.toISO()) yield entry;
        }
      }
    },
  };
}

/** Texts in the order of their names; while one is looked at, the next few are on their way. */
async function* textsOf(
  place: TextPlace,
  names: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<string | null> {
  const read = (name: string) => {
    const text = place.read(name, signal);
    // its failure is thrown when its turn comes, which it may never do
    text.catch(() => undefined);
    return text;
  };
  const coming = names.slice(0, READ_AHEAD).map(read);
  for (const [at] of names.entries()) {
    signal?.throwIfAborted();
    const next = names[at + READ_AHEAD];
    if (next !== undefined) coming.push(read(next));
    yield (await coming.shift()) ?? null;
  }
}

/** Only once an hour: a listing costs as much as a write. */
async function clearOld(place: TextPlace, oldest: string, signal: AbortSignal | undefined): Promise<void> {
  const old = (await place.names({ prefix: PREFIX }, signal)).filter((name) => NAME.test(name) && name < oldest);
  if (old.length > 0) await place.remove(old, signal);
}

function nameOf(at: UtcDateTime): string {
  return `journal-${at.toFormat("yyyy-MM-dd'T'HH")}.jsonl`;
}
