import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StateError } from '../state-error.ts';
import { namesFor, type TextPlace } from '../text-place.ts';
import { errnoOf, type FileSystem, FOLDER_MODE, nodeFileSystem, writeNew } from './file-system.ts';

/** Texts as files in one folder, beside the snapshots. @param what errors call them: `the journal` */
export function fileTexts(folder: string, what: string, fs: FileSystem = nodeFileSystem): TextPlace {
  const place = { folder, what, fs };
  return {
    read: (name) => read(place, name),
    replace: (name, text) => replace(place, name, text),
    names: async (query) => namesFor(query, await namesIn(place)),
    async remove(names) {
      await Promise.all(names.map((name) => fs.rm(join(folder, name), { force: true }))).catch((error: unknown) => {
        throw unwritable(place, error);
      });
    },
  };
}

interface Place {
  readonly folder: string;
  readonly what: string;
  readonly fs: FileSystem;
}

async function read({ folder, what, fs }: Place, name: string): Promise<string | null> {
  const path = join(folder, name);
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw new StateError('state-unreadable', `${what} ${path} cannot be read (${errnoOf(error)})`);
  }
}

/** Writes a temporary file and renames it, so that a reader sees the hour either as it was or as it is. */
async function replace(place: Place, name: string, text: string): Promise<void> {
  const { folder, fs } = place;
  const aside = join(folder, `.writing-${name}-${randomUUID()}`);
  try {
    await writeAside(place, aside, text);
    await fs.rename(aside, join(folder, name));
  } catch (error) {
    await fs.rm(aside, { force: true }).catch(() => undefined);
    throw unwritable(place, error);
  }
}

/** The folder is made when it turns out to be missing: a storm of callbacks is thousands of texts. */
async function writeAside({ folder, fs }: Place, aside: string, text: string): Promise<void> {
  try {
    await writeNew(aside, text, fs);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await fs.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await writeNew(aside, text, fs);
  }
}

async function namesIn({ folder, what, fs }: Place): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new StateError('state-unreadable', `${what} in ${folder} cannot be read (${errnoOf(error)})`);
  }
}

function unwritable({ folder, what }: Place, error: unknown): StateError {
  return new StateError('state-unwritable', `${what} in ${folder} cannot be written (${errnoOf(error)})`);
}
