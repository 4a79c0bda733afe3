import type { PastDocument } from '../lib/status/past-documents.ts';

/** A sweep without news is noted once an hour, and comes a little later than the one of the hour before. */
const LONGEST_SILENCE_MS = 75 * 60_000;

/** Whether what is shown of the past is older than the journal: before that, nobody knows what happened. */
export function beginsLate({ journal, from }: Pick<PastDocument, 'journal' | 'from'>): boolean {
  return journal.begins !== null && Date.parse(journal.begins) - Date.parse(from) > LONGEST_SILENCE_MS;
}
