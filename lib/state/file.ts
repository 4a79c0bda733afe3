import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from '../check-result.ts';
import { messageOf, RelaywatchError } from '../errors.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';
import type { LoadedState, StateStore } from './store.ts';

/** Older snapshots that are kept, for the case that the newest is torn. */
const KEEP = 5;
const NAME = /^snapshot-(\d{12})\.json$/;
/** A snapshot that is being written; a killed sweep leaves one. */
const ASIDE = /^\.writing-(\d{12})-/;

/** The state could not be read or written. */
export class StateError extends RelaywatchError<'state-unreadable' | 'state-unwritable'> {}

/** Snapshots as files of one folder; made when absent. Several sweeps may use it at once, on one machine or several. */
export function createFileStore(folder: string): StateStore {
  return {
    type: 'file',
    load: () => load(folder),
    create: (number, snapshot) => create(folder, number, snapshot),
    check: () => check(folder),
  };
}

async function load(folder: string): Promise<LoadedState> {
  const newestFirst = (await numbersIn(folder, NAME)).reverse();
  const newest = newestFirst[0] ?? 0;
  for (const number of newestFirst) {
    // one that another sweep pruned just now, or that cannot be read, is as good as a torn one
    const text = await readFile(fileOf(folder, number), 'utf8').catch(() => '');
    const snapshot = parseSnapshot(text);
    if (snapshot) return { newest, snapshot };
  }
  return { newest, snapshot: null };
}

/** Writes aside, then links into place: the name appears with the whole text, or not at all, and only once. */
async function create(folder: string, number: number, snapshot: Snapshot): Promise<boolean> {
  const aside = await writeAside(folder, number, `${JSON.stringify(snapshot)}\n`);
  try {
    await link(aside, fileOf(folder, number));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(folder, error);
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
  // what is saved is saved, whether or not the old can be cleared away
  await prune(folder, number).catch(() => undefined);
  return true;
}

/** The file's name is its writer's own: two containers that share a folder may well share their process ids. */
async function writeAside(folder: string, number: number, text: string): Promise<string> {
  const aside = join(folder, `.writing-${digits(number)}-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(aside, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return aside;
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw unwritable(folder, error);
  }
}

async function prune(folder: string, newest: number): Promise<void> {
  const isOld = (number: number) => number <= newest - KEEP;
  const snapshots = (await numbersIn(folder, NAME)).filter(isOld).map((number) => fileOf(folder, number));
  const asides = (await namesIn(folder)).filter((name) => isOld(Number(ASIDE.exec(name)?.[1] ?? Number.NaN)));
  const old = [...snapshots, ...asides.map((name) => join(folder, name))];
  await Promise.all(old.map((path) => rm(path, { force: true, recursive: true })));
}

/** Reads, and writes something that is no snapshot, which is then taken away. */
async function check(folder: string): Promise<CheckResult> {
  try {
    const [newest = 0] = (await numbersIn(folder, NAME)).reverse();
    const torn = newest > 0 && !parseSnapshot(await readFile(fileOf(folder, newest), 'utf8').catch(() => ''));
    await rm(await writeAside(folder, newest + 1, ''));
    const found = newest === 0 ? 'empty' : `snapshot ${newest}${torn ? ' (torn; an older one is used)' : ''}`;
    return { ok: true, detail: `${found}, and can be written` };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

async function numbersIn(folder: string, pattern: RegExp): Promise<number[]> {
  return (await namesIn(folder))
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
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
