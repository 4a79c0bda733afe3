import { createJournal, type Journal, type JournalRetention } from './journal.ts';
import { memoryTexts } from './memory-texts.ts';

export interface MemoryJournalOptions extends JournalRetention {
  /** Texts by name, modified in place, so that tests can inspect or share them. */
  readonly texts?: Map<string, string>;
}

/** Of a process that lives on: what its page looks back to, and no more than some ten megabytes. */
export const MEMORY_JOURNAL = { keepDays: 7, mostBytesADay: 2_000_000 } satisfies JournalRetention;

/** A journal in memory, for tests and for a long-running process without a store. */
export function createMemoryJournal({ texts = new Map(), ...retention }: MemoryJournalOptions = {}): Journal {
  return createJournal(memoryTexts(texts), retention);
}
