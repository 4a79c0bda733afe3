import { createJournal, type Journal, type JournalRetention } from './journal.ts';

export interface MemoryJournalOptions extends JournalRetention {
  /** Texts by name, modified in place, so that tests can inspect or share them. */
  readonly texts?: Map<string, string>;
}

/** A journal in memory, for tests and for a long-running process without a store. */
export function createMemoryJournal({ texts = new Map(), ...retention }: MemoryJournalOptions = {}): Journal {
  return createJournal(
    {
      read: async (name) => texts.get(name) ?? null,
      replace: async (name, text) => void texts.set(name, text),
      names: async (from = '') => [...texts.keys()].filter((name) => name >= from).sort(),
      async remove(names) {
        for (const name of names) texts.delete(name);
      },
    },
    retention,
  );
}
