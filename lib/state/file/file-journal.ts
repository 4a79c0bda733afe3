import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createJournal, type Journal, type JournalRetention } from '../journal.ts';
import { StateError } from '../state-error.ts';
import { errnoOf, type FileSystem, FOLDER_MODE, nodeFileSystem, writeNew } from './file-system.ts';

export interface FileJournalOptions extends JournalRetention {
  /** Default: Node's. */
  readonly fs?: FileSystem | undefined;
}

/** A journal as files in one folder, beside the snapshots. */
export function createFileJournal(
  folder: string,
  { fs = nodeFileSystem, ...retention }: FileJournalOptions = {},
): Journal {
  return createJournal(
    {
      read: (name) => read(join(folder, name), fs),
      replace: (name, text) => replace(folder, name, text, fs),
      names: async (from = '') => (await namesIn(folder, fs)).filter((name) => name >= from).sort(),
      async remove(names) {
        await Promise.all(names.map((name) => fs.rm(join(folder, name), { force: true }))).catch((error: unknown) => {
          throw unwritable(folder, error);
        });
      },
    },
    retention,
  );
}

async function read(path: string, fs: FileSystem): Promise<string | null> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw new StateError('state-unreadable', `the journal ${path} cannot be read (${errnoOf(error)})`);
  }
}

/** Writes a temporary file and renames it, so that a reader sees the hour either as it was or as it is. */
async function replace(folder: string, name: string, text: string, fs: FileSystem): Promise<void> {
  const aside = join(folder, `.writing-${name}-${randomUUID()}`);
  try {
    await fs.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await writeNew(aside, text, fs);
    await fs.rename(aside, join(folder, name));
  } catch (error) {
    await fs.rm(aside, { force: true }).catch(() => undefined);
    throw unwritable(folder, error);
  }
}

async function namesIn(folder: string, fs: FileSystem): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new StateError('state-unreadable', `the journal in ${folder} cannot be read (${errnoOf(error)})`);
  }
}

function unwritable(folder: string, error: unknown): StateError {
  return new StateError('state-unwritable', `the journal in ${folder} cannot be written (${errnoOf(error)})`);
}
