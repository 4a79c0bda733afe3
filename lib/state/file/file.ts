import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { NotRemovedError } from '../not-cleared.ts';
import { createNumberedStore } from '../numbered-store.ts';
import type { SnapshotPlace, Unreadable } from '../snapshot-place.ts';
import { StateError } from '../state-error.ts';
import type { Retention, StateStore } from '../store.ts';
import {
  errnoOf,
  type FileSystem,
  FOLDER_MODE,
  isFull,
  isOfThePlace,
  knowsNoLinks,
  nodeFileSystem,
  syncFolder,
  writeNew,
} from './file-system.ts';

const NAME = /^snapshot-(\d{12})\.json$/;
/** A snapshot that is being written; a killed sweep leaves one behind. */
const ASIDE = /^\.writing-(\d{12})-/;
/** A temporary file for a snapshot this far back belongs to a sweep that died, */
const DEAD_AFTER = 5;
/** and so does one that is this much older than the last change of the folder. */
const DEAD_AFTER_MS = 10 * 60_000;
/** Room for some hundred thousand incidents; anything larger would only fill the reader's memory. */
const MOST_BYTES = 128 * 2 ** 20;
/** Smallest size to test with: a place that accepts an empty file may still have no room for a snapshot. */
const PROBE_BYTES = 4_096;

export interface FileOptions extends Retention {
  /** Default: Node's. */
  readonly fs?: FileSystem;
}

/**
 * Snapshots as files in one folder, which is created when absent. Several sweeps may use it at once, on one machine or
 * several.
 */
export function createFileStore(folder: string, { fs = nodeFileSystem, ...retention }: FileOptions = {}): StateStore {
  return createNumberedStore(filePlace(folder, fs), retention);
}

function filePlace(folder: string, fs: FileSystem): SnapshotPlace {
  return {
    type: 'file',
    name: `state.path ${folder}`,
    clearEvery: 1,
    async numbers({ below = Number.POSITIVE_INFINITY, limit }) {
      const numbers = (await namesIn(folder, fs)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
      return numbers
        .filter((number) => number < below)
        .sort((a, b) => b - a)
        .slice(0, limit);
    },
    read: (number) => read(folder, number, fs),
    create: (number, text) => create(folder, number, text, fs),
    clear: (old, created) => clear(folder, old, created, fs),
    tryOut: async (bytes) => fs.rm(await writeAside(folder, 1, ' '.repeat(Math.max(bytes, PROBE_BYTES)), fs)),
  };
}

/** A snapshot that another sweep has just removed, or that cannot be read, is treated as torn. */
async function read(folder: string, number: number, fs: FileSystem): Promise<string | Unreadable> {
  const path = fileOf(folder, number);
  try {
    const found = await fs.stat(path);
    // opening a pipe would wait for its writer
    if (!found.isFile() && !found.isDirectory()) return { problem: 'is no file' };
    if (found.size > MOST_BYTES) return { problem: `is larger than a snapshot can be (${found.size} bytes)` };
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (isOfThePlace(error)) throw unreadable(folder, error);
    return { problem: errnoOf(error) === 'ENOENT' ? 'is gone' : `cannot be read (${errnoOf(error)})` };
  }
}

/**
 * Writes a temporary file and links it into place: the name appears with the complete text or not at all, and only
 * once.
 */
async function create(folder: string, number: number, text: Iterable<string>, fs: FileSystem): Promise<boolean> {
  const aside = await writeAside(folder, number, text, fs);
  try {
    await fs.link(aside, fileOf(folder, number));
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (knowsNoLinks(error)) return await createInPlace(folder, number, text, fs);
    throw unwritable(folder, error);
  } finally {
    await fs.rm(aside, { force: true }).catch(() => undefined);
  }
  await syncNames(folder, fs);
  return true;
}

/**
 * For file systems without hard links: just as exclusive, but a reader may see half of the file, and then uses the
 * previous snapshot.
 */
async function createInPlace(folder: string, number: number, text: Iterable<string>, fs: FileSystem): Promise<boolean> {
  try {
    await writeNew(fileOf(folder, number), text, fs);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw unwritable(folder, error);
  }
  await syncNames(folder, fs);
  return true;
}

/**
 * The snapshot exists by now. Whatever fails here has nothing to do with room, and the snapshot must not be written
 * again.
 */
async function syncNames(folder: string, fs: FileSystem): Promise<void> {
  try {
    await syncFolder(folder, fs);
  } catch (error) {
    throw new StateError(
      'state-unwritable',
      `state.path ${folder} cannot be written (${errnoOf(error)}): check that it is a writable folder; the snapshot may be there all the same`,
    );
  }
}

/** Each writer uses a file name of its own: two containers that share a folder may well have the same process id. */
async function writeAside(folder: string, number: number, text: Iterable<string>, fs: FileSystem): Promise<string> {
  const aside = join(folder, `.writing-${digits(number)}-${randomUUID()}`);
  try {
    await fs.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await writeNew(aside, text, fs);
    return aside;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function clear(folder: string, old: readonly number[], created: number, fs: FileSystem): Promise<void> {
  const asides = (await namesIn(folder, fs)).filter((name) => ASIDE.test(name));
  const dead = await Promise.all(asides.map((name) => isDead(folder, name, created, fs)));
  const paths = [
    ...old.map((number) => fileOf(folder, number)),
    ...asides.filter((_, index) => dead[index]).map((name) => join(folder, name)),
  ];
  const outcomes = await Promise.allSettled(paths.map((path) => remove(path, fs)));
  const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failures.length === 0) return;
  const code = errnoOf(failures[0]);
  const what = `${failures.length} of ${paths.length} files cannot be removed (${code}): check who may write there`;
  throw new NotRemovedError(`state.path ${folder}: ${what}`, failures.length, { host: null, code });
}

async function isDead(folder: string, aside: string, created: number, fs: FileSystem): Promise<boolean> {
  if (Number(ASIDE.exec(aside)?.[1]) <= created - DEAD_AFTER) return true;
  try {
    // both times come from the clock of the machine that hosts the folder
    const [written, changed] = await Promise.all([fs.stat(join(folder, aside)), fs.stat(folder)]);
    return written.mtimeMs < changed.mtimeMs - DEAD_AFTER_MS;
  } catch {
    return false;
  }
}

/** A folder is never ours, whatever its name: it is removed when empty and otherwise left alone. */
async function remove(path: string, fs: FileSystem): Promise<void> {
  try {
    await fs.rm(path, { force: true });
  } catch (error) {
    if (errnoOf(error) !== 'ERR_FS_EISDIR') throw error;
    await fs.rmdir(path).catch(() => undefined);
  }
}

async function namesIn(folder: string, fs: FileSystem): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

function unreadable(folder: string, error: unknown): StateError {
  const sentence = `state.path ${folder} cannot be read (${errnoOf(error)}): check that it is a readable folder`;
  return new StateError('state-unreadable', sentence);
}

function unwritable(folder: string, error: unknown): StateError {
  const what = `state.path ${folder} cannot be written (${errnoOf(error)})`;
  return isFull(error)
    ? new StateError('state-full', `${what}: the disk or the quota is full; make room there`)
    : new StateError('state-unwritable', `${what}: check that it is a writable folder`);
}

function fileOf(folder: string, number: number): string {
  return join(folder, `snapshot-${digits(number)}.json`);
}

function digits(number: number): string {
  return String(number).padStart(12, '0');
}
