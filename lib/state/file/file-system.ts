import * as node from 'node:fs/promises';

/** The parts of a file system that the store needs. Tests pass in one where each call may fail. */
export type FileSystem = Pick<
  typeof node,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'rmdir' | 'stat'
>;

export const nodeFileSystem: FileSystem = node;

/** For the owner only: the state names relays and hosts. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Codes from file systems without hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Codes from systems that cannot sync a folder. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'];
/** The disk is full, or the user's quota is used up. */
const FULL = ['ENOSPC', 'EDQUOT'];
/**
 * Says nothing about the one file: the machine is out of resources for the moment, or the folder's server is
 * unreachable.
 */
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

/**
 * Creates a new file with its text synced to disk. A file that could not be written completely is removed.
 * @param text whole or in pieces
 */
export async function writeNew(path: string, text: string | Iterable<string>, fs: FileSystem): Promise<void> {
  const file = await fs.open(path, 'wx', FILE_MODE);
  try {
    try {
      // each goes on where the last one ended
      for (const piece of typeof text === 'string' ? [text] : text) await file.writeFile(piece);
      await file.sync();
    } finally {
      // some file systems only report a full disk here
      await file.close();
    }
  } catch (error) {
    await fs.rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A new name only survives a power cut once its folder is synced too. */
export async function syncFolder(folder: string, fs: FileSystem): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(errnoOf(error))) throw error;
  }
}
