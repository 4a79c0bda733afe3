import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore, StateError } from '../../lib/state/file.ts';
import type { Snapshot } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';

let root: string;
let folder: string;
let store: StateStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'relaywatch-state-'));
  folder = join(root, 'a', 'state');
  store = createFileStore(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const aSnapshot = (page = 1): Snapshot => ({
  version: 1,
  savedAt: '2026-03-01T08:00:00.000Z',
  cursor: { walk: 'cn-shanghai', page },
  pacers: { DescribeLivePullToPushList: { shortestMs: 70.5, samples: 12 } },
});
const fileOf = (number: number) => join(folder, `snapshot-${String(number).padStart(12, '0')}.json`);

async function save(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) expect(await store.create(number, aSnapshot(number))).toBe(true);
}

describe('a folder of state', () => {
  it('is empty when it does not exist, and is made by the first save', async () => {
    expect(await store.load()).toEqual({ newest: 0, snapshot: null });
    await save(1, 1);
    expect(await createFileStore(folder).load()).toEqual({ newest: 1, snapshot: aSnapshot(1) });
  });

  it('gives the newest snapshot back, whole', async () => {
    await save(1, 12);
    expect(await store.load()).toEqual({ newest: 12, snapshot: aSnapshot(12) });
  });

  it('takes a number from one of two creators, and leaves what the first one saved', async () => {
    expect(await store.create(1, aSnapshot(1))).toBe(true);
    expect(await createFileStore(folder).create(1, aSnapshot(2))).toBe(false);
    expect((await store.load()).snapshot).toEqual(aSnapshot(1));
  });

  it('takes a number from exactly one of many creators at once', async () => {
    for (let number = 1; number <= 20; number++) {
      const creators = Array.from({ length: 8 }, () => createFileStore(folder));
      const outcomes = await Promise.all(
        creators.map((creator, index) => creator.create(number, aSnapshot(index + 1))),
      );
      const winner = outcomes.indexOf(true);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await store.load()).snapshot).toEqual(aSnapshot(winner + 1));
    }
  });

  it('keeps five snapshots and nothing else', async () => {
    await save(1, 9);
    expect((await readdir(folder)).sort()).toEqual(
      [5, 6, 7, 8, 9].map((number) => fileOf(number).slice(folder.length + 1)),
    );
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
    await save(2, 9);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(others));
    expect((await store.load()).newest).toBe(9);
  });
});

describe('a snapshot that cannot be read', () => {
  const whole = `${JSON.stringify(aSnapshot(3))}\n`;

  it.each([
    ['torn', whole.slice(0, 40)],
    ['empty', ''],
    ['of zeros, as a crash of the machine leaves it', '\0'.repeat(100)],
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['of a newer version', whole.replace('"version":1', '"version":2')],
    ['with a cursor of another kind', whole.replace('"page":3', '"page":"3"')],
    ['with a page that no list has', whole.replace('"page":3', '"page":-3')],
    ['with a round trip that no network has', whole.replace('70.5', '-1')],
  ])('falls back to the last good one when it is %s, and the next number is free', async (_, text) => {
    await save(1, 2);
    await writeFile(fileOf(3), text);
    expect(await store.load()).toEqual({ newest: 3, snapshot: aSnapshot(2) });
    await save(4, 4);
    expect(await store.load()).toEqual({ newest: 4, snapshot: aSnapshot(4) });
  });

  it('falls back as well when it is a folder, or a link to nothing', async () => {
    await save(1, 2);
    await mkdir(fileOf(3));
    await symlink(join(root, 'nothing'), fileOf(4));
    expect(await store.load()).toEqual({ newest: 4, snapshot: aSnapshot(2) });
    await save(5, 12);
    expect(await store.load()).toEqual({ newest: 12, snapshot: aSnapshot(12) });
  });

  it('is no reason to fail when none is good', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(fileOf(7), 'torn');
    expect(await store.load()).toEqual({ newest: 7, snapshot: null });
    await save(8, 8);
  });

  it('of an older sweep than this program is read, with what it has not told left empty', async () => {
    await save(1, 1);
    await writeFile(fileOf(2), whole.replace(',"pacers"', ',"later":{"x":1},"pacers"'));
    expect((await store.load()).snapshot).toMatchObject({ cursor: { walk: 'cn-shanghai', page: 3 } });
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

  it('says when the newest snapshot cannot be read', async () => {
    await save(1, 1);
    await writeFile(fileOf(2), 'torn');
    expect(await store.check()).toEqual({
      ok: true,
      detail: 'snapshot 2 (torn; an older one is used), and can be written',
    });
  });
});
