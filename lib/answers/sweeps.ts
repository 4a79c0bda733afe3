import type { JournalEntry } from '../monitor/journal-entry.ts';

/** Entries of one sweep: all that it found out has one time. */
export interface SweepOf {
  readonly at: string;
  readonly entries: readonly JournalEntry[];
}

/** The entries sweep by sweep, in their order. */
export function bySweep(entries: readonly JournalEntry[]): SweepOf[] {
  const sweeps: { at: string; entries: JournalEntry[] }[] = [];
  for (const entry of entries) {
    const last = sweeps.at(-1);
    if (last?.at === entry.at) last.entries.push(entry);
    else sweeps.push({ at: entry.at, entries: [entry] });
  }
  return sweeps;
}
