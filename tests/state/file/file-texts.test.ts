import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errnoOf, syncFolder, writeNew } from '../../../lib/state/file/file-system.ts';
import { fileTexts } from '../../../lib/state/file/file-texts.ts';
import { type Fault, faultyFileSystem } from './faulty-file-system.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'relaywatch-texts-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const placeWith = (fault: Fault) => {
  const fs = faultyFileSystem(fault);
  return { fs, texts: fileTexts(join(root, 'a', 'b'), 'the journal', fs) };
};
const failing = (operation: string, code: string) => placeWith((call) => (call.operation === operation ? code : null));

describe('texts in a folder', () => {
  it('are none while there is no folder, which is made for its owner alone with the first', async () => {
    const texts = fileTexts(join(root, 'a', 'b'), 'the journal');
    expect([await texts.read('x'), await texts.names({ prefix: '' })]).toEqual([null, []]);
    await texts.remove(['x']);
    expect(await readdir(root)).toEqual([]);
    await texts.replace('x', 'one 直播');
    await texts.replace('x', 'two 直播');
    expect([await texts.read('x'), await texts.names({ prefix: '' })]).toEqual(['two 直播', ['x']]);
    expect((await stat(join(root, 'a', 'b'))).mode & 0o777).toBe(0o700);
    await texts.remove(['x', 'y']);
    expect(await texts.names({ prefix: '' })).toEqual([]);
  });

  it.each([
    ['read', 'readFile', 'state-unreadable', /^the journal .*x cannot be read \(EIO\)$/],
    ['names', 'readdir', 'state-unreadable', /^the journal in .*b cannot be read \(EIO\)$/],
    ['replace', 'open', 'state-unwritable', /^the journal in .*b cannot be written \(EIO\)$/],
    ['replace', 'rename', 'state-unwritable', /^the journal in .*b cannot be written \(EIO\)$/],
    ['remove', 'rm', 'state-unwritable', /^the journal in .*b cannot be written \(EIO\)$/],
  ] as const)('say what fails: %s, by %s', async (method, operation, reason, message) => {
    const { texts } = failing(operation, 'EIO');
    const calls = {
      read: () => texts.read('x'),
      names: () => texts.names({ prefix: '' }),
      replace: () => texts.replace('x', 'one'),
      remove: () => texts.remove(['x']),
    };
    await expect(calls[method]()).rejects.toMatchObject({ reason, message: expect.stringMatching(message) });
  });

  it('leave nothing half written, and write what is aside under a name that no reader takes for a text', async () => {
    const { fs, texts } = failing('rename', 'EIO');
    await expect(texts.replace('x', 'one')).rejects.toThrow();
    expect(await readdir(join(root, 'a', 'b'))).toEqual([]);
    expect(fs.calls.filter(({ operation }) => operation === 'rename').map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/\.writing-x-[0-9a-f-]{36}$/),
    ]);
  });
});

describe('a file', () => {
  const namesOf = ({ calls }: ReturnType<typeof faultyFileSystem>) => calls.map(({ operation }) => operation);

  it.each([
    ['once written', null],
    ['when it cannot be written', 'ENOSPC'],
  ])('is closed %s, and a text is written at once', async (_, code) => {
    const fs = faultyFileSystem(({ operation }) => (operation === 'writeFile' ? code : null));
    await writeNew(join(root, 'x'), 'text', fs).catch(() => undefined);
    expect(namesOf(fs)).toEqual(
      code === null ? ['open', 'writeFile', 'sync', 'close'] : ['open', 'writeFile', 'close', 'rm'],
    );
  });

  it.each([
    ['EINVAL', 'resolves'],
    ['EISDIR', 'resolves'],
    ['EIO', 'rejects'],
  ] as const)('is in a folder that is closed after a sync that failed with %s, which %s', async (code, outcome) => {
    const fs = faultyFileSystem(({ operation }) => (operation === 'sync' ? code : null));
    await expect(syncFolder(root, fs).then(() => 'resolves', errnoOf)).resolves.toBe(
      outcome === 'rejects' ? code : outcome,
    );
    expect(namesOf(fs)).toEqual(['open', 'sync', 'close']);
  });

  it('fails for a reason that may not be known', () => {
    expect([errnoOf(new Error('x')), errnoOf(Object.assign(new Error('x'), { code: 'EIO' }))]).toEqual([
      'unknown',
      'EIO',
    ]);
  });

  it('that is there already is left as it is', async () => {
    await writeFile(join(root, 'x'), 'theirs');
    await expect(writeNew(join(root, 'x'), 'ours', faultyFileSystem())).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(root)).toEqual(['x']);
  });
});
