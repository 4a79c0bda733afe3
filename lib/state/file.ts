import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createNumberedStore, type SnapshotPlace, type Unreadable } from './numbered-store.ts';
import { StateError } from './state-error.ts';
import type { Retention, StateStore } from './store.ts';

const NAME = /^snapshot-(\d{12})\.json$/;
/** A snapshot that is being written; a killed sweep leaves one. */
const ASIDE = /^\.writing-(\d{12})-/;
/** A text aside for a snapshot this far back belongs to a sweep that died. */
const DEAD_AFTER = 5;

/** File systems that know no hard links say so with one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Systems that cannot sync a folder say so with one of these. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'];

export interface FileOptions extends Retention {
  /** How a hard link is made. Default: Node's. */
  readonly link?: typeof link;
}

/** Snapshots as files of one folder; made when absent. Several sweeps may use it at once, on one machine or several. */
export function createFileStore(folder: string, options: FileOptions = {}): StateStore {
  return createNumberedStore(filePlace(folder, options.link ?? link), options);
}

function filePlace(folder: string, makeLink: typeof link): SnapshotPlace {
  return {
    type: 'file',
    name: `state.path ${folder}`,
    clearEvery: 1,
    async numbers({ below = Number.POSITIVE_INFINITY, limit }) {
      const numbers = (await namesIn(folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
      return numbers
        .filter((number) => number < below)
        .sort((a, b) => b - a)
        .slice(0, limit);
    },
    read: (number) => readFile(fileOf(folder, number), 'utf8').catch(unreadable),
    create: (number, text) => create(folder, number, text, makeLink),
    clear: (old, created) => clear(folder, old, created),
    tryOut: async () => rm(await writeAside(folder, 1, '')),
  };
}

/** Writes aside, then links into place: the name appears with the whole text, or not at all, and only once. */
async function create(folder: string, number: number, text: string, makeLink: typeof link): Promise<boolean> {
  const aside = await writeAside(folder, number, text);
  try {
    await makeLink(aside, fileOf(folder, number));
    await syncFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (NO_LINKS.includes(codeOf(error))) return await createInPlace(folder, number, text);
    throw unwritable(folder, error);
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

/** Where there are no hard links: as exclusive, but a reader may see half of it, and then takes the one before. */
async function createInPlace(folder: string, number: number, text: string): Promise<boolean> {
  try {
    await writeNew(fileOf(folder, number), text);
    await syncFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(folder, error);
  }
}

/** The file's name is its writer's own: two containers that share a folder may well share their process ids. */
async function writeAside(folder: string, number: number, text: string): Promise<string> {
  const aside = join(folder, `.writing-${digits(number)}-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeNew(aside, text);
    return aside;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** A file that was not there, with its text on the disk. What could not be written whole is taken away. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** A name is only safe from a power cut once its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(codeOf(error))) throw error;
  }
}

async function clear(folder: string, old: readonly number[], created: number): Promise<void> {
  const isDead = (name: string) => Number(ASIDE.exec(name)?.[1] ?? Number.NaN) <= created - DEAD_AFTER;
  const asides = (await namesIn(folder)).filter(isDead).map((name) => join(folder, name));
  const paths = [...old.map((number) => fileOf(folder, number)), ...asides];
  await Promise.all(paths.map((path) => rm(path, { force: true, recursive: true })));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new StateError(
      'state-unreadable',
      `state.path ${folder} cannot be read (${codeOf(error)}): check that it is a readable folder`,
    );
  }
}

/** One that another sweep cleared away just now, or that cannot be read, is as good as a torn one. */
function unreadable(error: unknown): Unreadable {
  const code = codeOf(error);
  return { problem: code === 'ENOENT' ? 'is gone' : `cannot be read (${code})` };
}

function unwritable(folder: string, error: unknown): StateError {
  return new StateError(
    'state-unwritable',
    `state.path ${folder} cannot be written (${codeOf(error)}): check that it is a writable folder and the disk not full`,
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

function fileOf(folder: string, number: number): string {
  return join(folder, `snapshot-${digits(number)}.json`);
}

function digits(number: number): string {
  return String(number).padStart(12, '0');
}
