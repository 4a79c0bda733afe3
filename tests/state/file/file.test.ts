import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../../lib/state/file/file.ts';
import { nodeFileSystem } from '../../../lib/state/file/file-system.ts';
import { StateError } from '../../../lib/state/state-error.ts';
import type { StateStore } from '../../../lib/state/store.ts';
import { aSnapshot } from '../a-snapshot.ts';
import { describeStateStore } from '../store-contract.ts';

let root: string;
let folder: string;
let store: StateStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'relaywatch-state-'));
  folder = join(root, 'a', 'state');
  store = createFileStore(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nameOf = (number: number) => `snapshot-${String(number).padStart(12, '0')}.json`;
const fileOf = (number: number) => join(folder, nameOf(number));

async function save(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) expect(await store.create(number, aSnapshot(number))).toBe(true);
}

describeStateStore(
  'a folder',
  async () => {
    const at = await mkdtemp(join(tmpdir(), 'relaywatch-state-'));
    return {
      store: (retention) => createFileStore(at, retention),
      plant: (number, text) => writeFile(join(at, nameOf(number)), text),
      names: () => readdir(at),
      close: () => rm(at, { recursive: true, force: true }),
    };
  },
  { mayKeepMore: 0 },
);

describe('a folder of state', () => {
  it('is empty when it does not exist, and is made by the first save', async () => {
    expect(await store.load()).toEqual({ newest: 0, snapshot: null, problems: [] });
    await save(1, 1);
    expect(await createFileStore(folder).load()).toEqual({ newest: 1, snapshot: aSnapshot(1), problems: [] });
  });

  it('keeps fifty snapshots and nothing else', async () => {
    await save(1, 60);
    expect((await readdir(folder)).sort()[0]).toBe('snapshot-000000000011.json');
    expect(await readdir(folder)).toHaveLength(50);
  });

  it('keeps as many as it was told and nothing else', async () => {
    store = createFileStore(folder, { keep: 5 });
    await save(1, 9);
    expect((await readdir(folder)).sort()).toEqual([5, 6, 7, 8, 9].map(nameOf));
  });

  it('leaves nothing behind when the number was taken', async () => {
    await save(1, 1);
    await store.create(1, aSnapshot());
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('is cleared of what a killed sweep was writing, but not of what another one writes now', async () => {
    await mkdir(folder, { recursive: true });
    for (const name of ['.writing-000000000002-dead', '.writing-000000000009-alive'])
      await writeFile(join(folder, name), '{');
    await save(8, 8);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual(['.writing-000000000009-alive']);
  });

  it('leaves files alone that are not its own', async () => {
    await save(1, 1);
    const others = ['notes.txt', 'snapshot-1.json', 'snapshot-000000000001.json.bak'];
    for (const name of others) await writeFile(join(folder, name), 'mine');
    store = createFileStore(folder, { keep: 2 });
    await save(2, 9);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(others));
    expect((await store.load()).newest).toBe(9);
  });
});

describe('a snapshot that cannot be read', () => {
  it('is passed over as well when it is a folder, or a link to nothing', async () => {
    store = createFileStore(folder, { keep: 2 });
    await save(1, 2);
    await mkdir(fileOf(3));
    await symlink(join(root, 'nothing'), fileOf(4));
    expect(await store.load()).toEqual({
      newest: 4,
      snapshot: aSnapshot(2),
      problems: ['snapshot 4 is gone; 2 is used instead', 'snapshot 3 cannot be read (EISDIR); 2 is used instead'],
    });
    await save(5, 12);
    expect(await store.load()).toEqual({ newest: 12, snapshot: aSnapshot(12), problems: [] });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('with more in it than this relaywatch knows is read without that', async () => {
    await save(1, 1);
    await writeFile(fileOf(2), `${JSON.stringify({ ...aSnapshot(3), later: { x: 1 } })}\n`);
    expect((await store.load()).snapshot).toEqual(aSnapshot(3));
  });
});

describe('a folder on a file system without hard links', () => {
  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('takes a number once all the same (%s)', async (code) => {
    const noLinks = () => Promise.reject(Object.assign(new Error(code), { code }));
    const stores = Array.from({ length: 6 }, () =>
      createFileStore(folder, { fs: { ...nodeFileSystem, link: noLinks } }),
    );
    const outcomes = await Promise.all(stores.map((one, index) => one.create(1, aSnapshot(index + 1))));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await store.load()).snapshot).toEqual(aSnapshot(outcomes.indexOf(true) + 1));
    expect(await readdir(folder)).toEqual(['snapshot-000000000001.json']);
  });

  it('tells a link that fails for another reason', async () => {
    const full = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' }));
    await expect(
      createFileStore(folder, { fs: { ...nodeFileSystem, link: full } }).create(1, aSnapshot()),
    ).rejects.toThrow(/written \(ENOSPC\)/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a path that cannot be a folder of state', () => {
  const sentence = (what: string) => new RegExp(`^state\\.path .* cannot be ${what} \\(E[A-Z]+\\): check that it is a`);

  it.each([
    ['a file', 'file'],
    ['below a file', 'file/below'],
  ])('is told in one sentence when it is %s', async (_, path) => {
    await writeFile(join(root, 'file'), '');
    const odd = createFileStore(join(root, path));
    await expect(odd.load()).rejects.toThrow(sentence('read'));
    await expect(odd.create(1, aSnapshot())).rejects.toThrow(sentence('written'));
    await expect(odd.create(1, aSnapshot())).rejects.toBeInstanceOf(StateError);
    expect(await odd.check()).toEqual({ ok: false, problem: expect.stringMatching(sentence('(read|written)')) });
  });

  it('is told in one sentence when it is too long', async () => {
    const odd = createFileStore(join(root, 'x'.repeat(300)));
    await expect(odd.create(1, aSnapshot())).rejects.toThrow(sentence('written'));
  });

  it.skipIf(process.getuid?.() === 0)('is told in one sentence when it is read-only', async () => {
    await mkdir(folder, { recursive: true, mode: 0o555 });
    await expect(store.create(1, aSnapshot())).rejects.toThrow(sentence('written'));
  });

  it('is told in one sentence when the machine does not allow to write there', async () => {
    const odd = createFileStore('/sys/relaywatch');
    await expect(odd.create(1, aSnapshot())).rejects.toThrow(sentence('written'));
    expect(await odd.check()).toEqual({ ok: false, problem: expect.stringMatching(sentence('written')) });
  });
});

describe('checking the state', () => {
  it('tells what is there, tries to write, and leaves nothing', async () => {
    expect(await store.check()).toEqual({ ok: true, detail: 'empty, and can be written' });
    await save(1, 3);
    expect(await store.check()).toEqual({ ok: true, detail: 'snapshot 3, and can be written' });
    expect(await readdir(folder)).toHaveLength(3);
    expect(await readFile(fileOf(3), 'utf8')).toBe(`${JSON.stringify(aSnapshot(3))}\n`);
  });
});
