import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RelaywatchError } from '../errors.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';
import type { StateStore } from './store.ts';

/** Older snapshots that are kept, for the case that the newest is torn. */
const KEEP = 5;
const NAME = /^snapshot-(\d{12})\.json$/;

/** The state could not be read or written. */
export class StateError extends RelaywatchError<'state-unreadable' | 'state-unwritable'> {}

/** Snapshots as files of one folder; made when absent. */
export function createFileStore(folder: string): StateStore {
  return {
    type: 'file',
    async load() {
      const newestFirst = (await numbersIn(folder)).reverse();
      for (const number of newestFirst) {
        const snapshot = parseSnapshot(await readFile(fileOf(folder, number), 'utf8'));
        if (snapshot) return { newest: newestFirst[0] ?? 0, snapshot };
      }
      return { newest: newestFirst[0] ?? 0, snapshot: null };
    },
    async create(number, snapshot) {
      const created = await createWhole(folder, number, snapshot);
      if (created) await prune(folder, number);
      return created;
    },
  };
}

/** Writes aside, then links into place: the name appears with the whole text, or not at all, and only once. */
async function createWhole(folder: string, number: number, snapshot: Snapshot): Promise<boolean> {
  const aside = join(folder, `.writing-${process.pid}-${number}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(aside, 'w');
    try {
      await file.writeFile(`${JSON.stringify(snapshot)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(aside, fileOf(folder, number));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new StateError(
      'state-unwritable',
      `state.path ${folder} cannot be written (${code}): check that it is a writable folder and the disk not full`,
    );
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function prune(folder: string, newest: number): Promise<void> {
  const old = (await numbersIn(folder)).filter((number) => number <= newest - KEEP);
  await Promise.all(old.map((number) => rm(fileOf(folder, number), { force: true })));
}

async function numbersIn(folder: string): Promise<number[]> {
  try {
    const names = await readdir(folder);
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new StateError(
      'state-unreadable',
      `state.path ${folder} cannot be read (${code}): check that it is a readable folder`,
    );
  }
}

function fileOf(folder: string, number: number): string {
  return join(folder, `snapshot-${String(number).padStart(12, '0')}.json`);
}
