import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore, type FileOptions } from '../../../lib/state/file/file.ts';
import { StateError } from '../../../lib/state/state-error.ts';
import type { StateStore } from '../../../lib/state/store.ts';
import { aSnapshot } from '../a-snapshot.ts';
import { faultyFileSystem, smallDisk } from './faulty-file-system.ts';

let root: string;
let folder: string;
let store: StateStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'relaywatch-odd-'));
  folder = join(root, 'state');
  store = createFileStore(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nameOf = (number: number) => `snapshot-${String(number).padStart(12, '0')}.json`;
const fileOf = (number: number) => join(folder, nameOf(number));
const save = async (from: number, to: number, into = store) => {
  for (let number = from; number <= to; number++) expect(await into.create(number, aSnapshot(number))).toBe(true);
};

describe('a folder of state with odd things in it', () => {
  beforeEach(() => save(1, 3));

  it.each<[what: string, put: (path: string) => void | Promise<void>, problem: string]>([
    ['a folder', async (path) => void (await mkdir(path)), 'cannot be read (EISDIR)'],
    ['a link that leads to itself', (path) => symlink(path, path), 'cannot be read (ELOOP)'],
    ['a link to nothing', (path) => symlink(join(root, 'nothing'), path), 'is gone'],
    ['a pipe, which nobody writes to', (path) => void execFileSync('sh', ['-c', 'mkfifo "$0"', path]), 'is no file'],
    ['a device that never ends', (path) => symlink('/dev/zero', path), 'is no file'],
    [
      'a file larger than memory',
      async (path) => {
        await writeFile(path, '');
        await truncate(path, 2 ** 40);
      },
      `is larger than a snapshot can be (${2 ** 40} bytes)`,
    ],
    ['an empty file', (path) => writeFile(path, ''), 'is empty'],
    ['a file of zeros', (path) => writeFile(path, Buffer.alloc(4_096)), 'is torn'],
    ['a file of bytes that are no text', (path) => writeFile(path, Buffer.from([0xff, 0xfe, 0x80])), 'is torn'],
  ])('passes over %s under the next number, says so and goes on', async (_, put, problem) => {
    await put(fileOf(4));
    expect(await store.load()).toEqual({
      newest: 4,
      snapshot: aSnapshot(3),
      problems: [`snapshot 4 ${problem}; 3 is used instead`],
    });
    await save(5, 5);
    expect(await store.load()).toEqual({ newest: 5, snapshot: aSnapshot(5), problems: [] });
  });

  it('passes over one that it may not read', async () => {
    await save(4, 4);
    const fs = faultyFileSystem(({ operation, path }) =>
      operation === 'readFile' && path === fileOf(4) ? 'EACCES' : null,
    );
    expect(await createFileStore(folder, { fs }).load()).toEqual({
      newest: 4,
      snapshot: aSnapshot(3),
      problems: ['snapshot 4 cannot be read (EACCES); 3 is used instead'],
    });
  });

  it.each(['EMFILE', 'ENOMEM', 'ESTALE', 'ETIMEDOUT'])(
    'does not go back to older state when it is the machine that cannot read just now (%s)',
    async (code) => {
      const fs = faultyFileSystem(({ operation }) => (operation === 'readFile' ? code : null));
      await expect(createFileStore(folder, { fs }).load()).rejects.toThrow(`cannot be read (${code})`);
    },
  );

  it('neither counts nor removes what is not its own', async () => {
    const others = [
      'snapshot-0.json',
      'snapshot--00000000007.json',
      'snapshot-7.json',
      'snapshot-000000000007.json.tmp',
    ];
    others.push(
      'snapshot-0000000000007.json',
      `snapshot-${2 ** 60}.json`,
      nameOf(0),
      'notes',
      'Snapshot-000000000009.json',
    );
    for (const name of others) await writeFile(join(folder, name), 'theirs');
    const few = createFileStore(folder, { keep: 1 });
    expect(await few.load()).toEqual({ newest: 3, snapshot: aSnapshot(3), problems: [] });
    await save(4, 4, few);
    expect((await readdir(folder)).sort()).toEqual([...others, nameOf(4)].sort());
  });

  it('removes no folder of somebody else, whatever its name', async () => {
    await mkdir(join(fileOf(4), 'inner'), { recursive: true });
    await mkdir(fileOf(5));
    await save(6, 8, createFileStore(folder, { keep: 1 }));
    expect((await readdir(folder)).sort()).toEqual([nameOf(4), nameOf(8)]);
    expect(await readdir(fileOf(4))).toEqual(['inner']);
  });

  it('is cleared of what sweeps that died were writing, even where they never came further than one number', async () => {
    const old = new Date(Date.parse('2026-03-01T08:00:00Z'));
    for (const name of ['.writing-000000000004-dead', '.writing-000000000004-alive'])
      await writeFile(join(folder, name), '{');
    await utimes(join(folder, '.writing-000000000004-dead'), old, old);
    await save(4, 4);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual(['.writing-000000000004-alive']);
  });

  it('finds out soon that nothing there can be read', async () => {
    for (let number = 4; number <= 1_010; number++) await writeFile(fileOf(number), '');
    await expect(store.load()).rejects.toThrow(/^none of the newest 1000 snapshots in .* can be read: remove what/);
  });
});

describe('who may read the state', () => {
  it('is its owner alone, of folder and files, also while they are written', async () => {
    const seen: number[] = [];
    const fs = faultyFileSystem();
    const link: typeof fs.link = async (from, to) => {
      seen.push((await stat(from)).mode & 0o777);
      return fs.link(from, to);
    };
    await save(1, 2, createFileStore(folder, { fs: { ...fs, link } }));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(fileOf(2))).mode & 0o777).toBe(0o600);
    expect(seen).toEqual([0o600, 0o600]);
  });

  it('stays what the operator decided for a folder that was there', async () => {
    await mkdir(folder);
    await chmod(folder, 0o750);
    await save(1, 1);
    expect((await stat(folder)).mode & 0o777).toBe(0o750);
  });
});

describe('a folder of state on a full disk', () => {
  const BIG = 20_000;
  const big = (page: number) => aSnapshot(page, { lists: { filling: 'x'.repeat(BIG) } });
  const usedBytes = async () => {
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size ?? 0),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const onDisk = (snapshots: number, options: FileOptions & { code?: string } = {}) =>
    createFileStore(folder, { fs: smallDisk(snapshots * (BIG + 700), usedBytes, options.code), ...options });

  it.each(['ENOSPC', 'EDQUOT'])('makes room of its oldest snapshots and saves what is new (%s)', async (code) => {
    store = onDisk(10, { code });
    for (let number = 1; number <= 40; number++) expect(await store.create(number, big(number))).toBe(true);
    expect(await store.load()).toEqual({ newest: 40, snapshot: big(40), problems: [] });
    const names = await readdir(folder);
    expect(names.every((name) => name.startsWith('snapshot-'))).toBe(true);
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(store.troubles()[0]).toMatch(/^state\.path .* is full: \d older snapshots were removed to make room$/);
  });

  it('goes down to the newest that can be read, where there is room for two only', async () => {
    store = onDisk(2);
    for (let number = 1; number <= 5; number++) expect(await store.create(number, big(number))).toBe(true);
    expect(await store.load()).toEqual({ newest: 5, snapshot: big(5), problems: [] });
  });

  it('says so when there is no room for a second one, keeps the first, and leaves nothing', async () => {
    store = onDisk(1.5);
    expect(await store.create(1, big(1))).toBe(true);
    for (let sweep = 1; sweep <= 3; sweep++) {
      const failure: unknown = await store.create(2, big(2)).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StateError);
      expect(failure).toMatchObject({
        reason: 'state-full',
        message: expect.stringMatching(/\(ENOSPC\): the disk or the/),
      });
    }
    expect(await readdir(folder)).toEqual([nameOf(1)]);
    expect(await store.load()).toEqual({ newest: 1, snapshot: big(1), problems: [] });
  });

  it('keeps the newest that can be read among torn ones, which go first', async () => {
    store = onDisk(3);
    for (let number = 1; number <= 2; number++) await store.create(number, big(number));
    for (const number of [3, 4]) await writeFile(fileOf(number), 'x'.repeat(BIG / 4));
    expect(await store.create(5, big(5))).toBe(true);
    expect((await store.load()).snapshot).toEqual(big(5));
    expect(await readdir(folder)).toContain(nameOf(2));
  });

  it('removes all old snapshots but those that it cannot remove, which are counted', async () => {
    const stays = [nameOf(2), nameOf(5)];
    const fs = faultyFileSystem(({ operation, path }) =>
      operation === 'rm' && stays.some((name) => path.endsWith(name)) ? 'EACCES' : null,
    );
    store = createFileStore(folder, { fs, keep: 1 });
    for (let number = 1; number <= 8; number++) await store.create(number, aSnapshot(number));
    expect((await readdir(folder)).sort()).toEqual([...stays, nameOf(8)].sort());
    expect(store.notCleared()).toEqual({
      count: 2,
      host: null,
      code: 'EACCES',
      problem: `old snapshots cannot be cleared away: state.path ${folder}: 2 of 3 files cannot be removed (EACCES): check who may write there`,
    });
  });

  it('takes what dead writers left away first', async () => {
    store = onDisk(3);
    await store.create(7, big(7));
    await writeFile(join(folder, '.writing-000000000002-dead'), 'x'.repeat(2 * BIG));
    expect(await store.create(8, big(8))).toBe(true);
    expect((await readdir(folder)).sort()).toEqual([nameOf(7), nameOf(8)]);
    expect(store.troubles()).toEqual([]);
  });

  it('does not take its own snapshot for that of another sweep when the folder cannot be written to the disk', async () => {
    const fs = faultyFileSystem(({ operation, path }) => (operation === 'sync' && path === folder ? 'ENOSPC' : null));
    const failure: unknown = await createFileStore(folder, { fs })
      .create(1, aSnapshot(1))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      reason: 'state-unwritable',
      message: expect.stringMatching(/may be there all the/),
    });
    expect(await store.load()).toEqual({ newest: 1, snapshot: aSnapshot(1), problems: [] });
  });

  it('is not told as one that can be written when it has room for an empty file only', async () => {
    store = onDisk(1.5);
    await store.create(1, big(1));
    expect(await store.check()).toEqual({ ok: false, problem: expect.stringContaining('cannot be written (ENOSPC)') });
    expect(await readdir(folder)).toEqual([nameOf(1)]);
  });
});
