import * as node from 'node:fs/promises';

/** What the store needs of a file system; of another make in tests, where each call may fail. */
export type FileSystem = Pick<
  typeof node,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'rmdir' | 'stat'
>;

export const nodeFileSystem: FileSystem = node;

/** For the owner alone: the state names relays and hosts. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** File systems that know no hard links say so with one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Systems that cannot sync a folder say so with one of these. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'];
/** No room, or none left for this user. */
const FULL = ['ENOSPC', 'EDQUOT'];
/** Says nothing of the one file: the machine has no more to give just now, or the server of the folder is away. */
const OF_THE_PLACE = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'ESTALE', 'ETIMEDOUT', 'ENOTCONN', 'EHOSTDOWN'];

/** For example `ENOSPC`. */
export function errnoOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

export function knowsNoLinks(error: unknown): boolean {
  return NO_LINKS.includes(errnoOf(error));
}

export function isFull(error: unknown): boolean {
  return FULL.includes(errnoOf(error));
}

export function isOfThePlace(error: unknown): boolean {
  return OF_THE_PLACE.includes(errnoOf(error));
}

/** A file that was not there, with its text on the disk. What could not be written whole is taken away. */
export async function writeNew(path: string, text: string, fs: FileSystem): Promise<void> {
  const file = await fs.open(path, 'wx', FILE_MODE);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      // some file systems say only here that there was no room
      await file.close();
    }
  } catch (error) {
    await fs.rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A name is only safe from a power cut once its folder is on the disk too. */
export async function syncFolder(folder: string, fs: FileSystem): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(errnoOf(error))) throw error;
  }
}
