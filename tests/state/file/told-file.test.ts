import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToldFile } from '../../../lib/state/file/told-file.ts';
import { faultyFileSystem } from './faulty-file-system.ts';

let temporary: string;
const USER = process.getuid?.() ?? 0;
const fileOf = (owner = 'me') => createToldFile(owner, { temporary });
const folder = () => join(temporary, `relaywatch-${USER}`);
const pathOf = async () => join(folder(), (await readdir(folder()))[0] ?? '');

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'relaywatch-told-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

describe('the file of what was told', () => {
  it('is not there until something is written, and gives back what was', async () => {
    expect(await fileOf().read()).toBeNull();
    expect(await readdir(temporary)).toEqual([]);
    await fileOf().write('one');
    await fileOf().write('two');
    expect(await fileOf().read()).toBe('two');
    expect(await readdir(folder())).toEqual([expect.stringMatching(/^told-[0-9a-f]{32}\.json$/)]);
  });

  it('is in a folder without a user where there are none, and is believed whatever its mode', async () => {
    const file = createToldFile('me', { temporary, user: null });
    await file.write('x');
    expect(await readdir(temporary)).toEqual(['relaywatch']);
    await chmod(join(temporary, 'relaywatch'), 0o777);
    expect(await file.read()).toBe('x');
  });

  it('is one for each state', async () => {
    await fileOf('me').write('mine');
    expect(await fileOf('you').read()).toBeNull();
    expect(await readdir(folder())).toHaveLength(1);
  });

  it('is for its owner alone, as is its folder', async () => {
    await fileOf().write('x');
    expect((await stat(folder())).mode & 0o777).toBe(0o700);
    expect((await stat(await pathOf())).mode & 0o777).toBe(0o600);
  });

  it.each<[what: string, tamper: (path: string) => Promise<unknown>]>([
    ['the folder is open to others', (path) => chmod(dirname(path), 0o777)],
    ['the file is open to others', (path) => chmod(path, 0o666)],
    ['it is far too large', (path) => writeFile(path, 'x'.repeat(600_000))],
    [
      'it is a link to something else',
      async (path) => {
        await rm(path);
        await writeFile(join(temporary, 'planted'), 'planted', { mode: 0o600 });
        await symlink(join(temporary, 'planted'), path);
      },
    ],
    [
      'it is a folder',
      async (path) => {
        await rm(path);
        await mkdir(path);
      },
    ],
  ])('is not believed when %s', async (_, tamper) => {
    await fileOf().write('x');
    await tamper(await pathOf());
    expect(await fileOf().read()).toBeNull();
  });

  it("is neither believed nor written when the folder is somebody else's", async () => {
    await fileOf().write('x');
    const other = createToldFile('me', { temporary, user: USER + 1 });
    await mkdir(join(temporary, `relaywatch-${USER + 1}`), { mode: 0o700 });
    await other.write('y');
    expect(await readdir(join(temporary, `relaywatch-${USER + 1}`))).toEqual([]);
    expect(await other.read()).toBeNull();
  });

  it('is not written through a link that somebody put in its place', async () => {
    await mkdir(join(temporary, 'theirs'), { mode: 0o700 });
    await symlink(join(temporary, 'theirs'), folder());
    await fileOf().write('x');
    expect(await readdir(join(temporary, 'theirs'))).toEqual([]);
  });

  it('is as it was, and nothing is left beside it, whichever call fails', async () => {
    for (const code of ['ENOSPC', 'EROFS', 'EACCES', 'EIO']) {
      for (let failing = 1; failing <= 8; failing++) {
        await fileOf().write('before');
        const fs = faultyFileSystem(({ count }) => (count === failing ? code : null));
        const file = createToldFile('me', { temporary, fs });
        await file.write('after');
        expect(await readdir(folder())).toHaveLength(1);
        expect(['before', 'after']).toContain(await readFile(await pathOf(), 'utf8'));
        fs.fault = () => code;
        expect(await file.read()).toBeNull();
      }
    }
  });
});
