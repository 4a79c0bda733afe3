import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSystem, FOLDER_MODE, nodeFileSystem, writeNew } from './file-system.ts';

/** A text kept on this machine while the state is broken. Nothing here throws. */
export interface ToldFile {
  /** Null when there is none, or it cannot be trusted. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

export interface ToldFileOptions {
  /** The folder for temporary files. Default: that of the operating system. */
  readonly temporary?: string;
  readonly fs?: FileSystem;
  /** The user id of this process; null on systems without user ids. */
  readonly user?: number | null;
}

const MOST_BYTES = 512 * 1_024;
const OTHERS = 0o077;

/**
 * One small file in its own folder among the temporary files. Other users with access there must not be able to
 * suppress pages, so the folder and the file must belong to this user and be closed to everybody else.
 * @param owner identifies this state among all others
 */
export function createToldFile(owner: string, options: ToldFileOptions = {}): ToldFile {
  const { temporary = tmpdir(), fs = nodeFileSystem, user = process.getuid?.() ?? null } = options;
  const folder = join(temporary, user === null ? 'relaywatch' : `relaywatch-${user}`);
  const path = join(folder, `told-${createHash('sha256').update(owner).digest('hex').slice(0, 32)}.json`);
  const isOurs = async (place: string, kind: 'isFile' | 'isDirectory') => {
    const found = await fs.lstat(place);
    const isPrivate = user === null || (found.uid === user && (found.mode & OTHERS) === 0);
    return found[kind]() && isPrivate && found.size <= MOST_BYTES;
  };
  return {
    async read() {
      try {
        const isTrusted = (await isOurs(folder, 'isDirectory')) && (await isOurs(path, 'isFile'));
        return isTrusted ? await fs.readFile(path, 'utf8') : null;
      } catch {
        return null;
      }
    },

    async write(text) {
      const aside = `${path}.${randomUUID()}`;
      try {
        await fs.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
        if (!(await isOurs(folder, 'isDirectory'))) return;
        await writeNew(aside, text, fs);
        await fs.rename(aside, path);
      } catch {
        // messages then repeat, which is better than sending none
        await fs.rm(aside, { force: true }).catch(() => undefined);
      }
    },
  };
}
