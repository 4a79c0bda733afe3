import { createJournal, type Journal, type JournalRetention } from '../journal.ts';
import type { FileSystem } from './file-system.ts';
import { fileTexts } from './file-texts.ts';

export interface FileJournalOptions extends JournalRetention {
  /** Default: Node's. */
  readonly fs?: FileSystem | undefined;
}

/** A journal as files in one folder, beside the snapshots. */
export function createFileJournal(folder: string, { fs, ...retention }: FileJournalOptions = {}): Journal {
  return createJournal(fileTexts(folder, 'the journal', fs), retention);
}
