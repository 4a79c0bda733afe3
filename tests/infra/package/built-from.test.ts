import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedSources, noteSources } from '../../../infra/package/built-from.ts';
import { packageOf } from '../../../infra/package/function-package.ts';

let root: string;
let bundle: string;
const SOURCES = ['functions/index.ts', 'lib/sweep/sweep.ts', 'node_modules/luxon/luxon.js'];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'relaywatch-built-'));
  bundle = join(root, 'dist/function/index.js');
  for (const folder of ['dist/function', 'functions', 'lib/sweep', 'node_modules/luxon']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const path of [...SOURCES, 'dist/function/index.js']) await writeFile(join(root, path), `// ${path}`);
  await noteSources(
    bundle,
    SOURCES.map((path) => join(root, path)),
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

const DOCUMENT = { live: { regions: ['cn-shanghai'] } };

describe('a bundle', () => {
  it('is packaged as long as its sources are what it was built from', async () => {
    expect(await changedSources(bundle)).toEqual([]);
    expect((await packageOf(DOCUMENT, bundle)).zip.length).toBeGreaterThan(0);
  });

  it.each(SOURCES)('is refused when %s changed', async (path) => {
    await writeFile(join(root, path), '// changed');
    await expect(packageOf(DOCUMENT, bundle)).rejects.toThrow(
      `the bundle at ${bundle} is out of date: ${join(root, path)} is not what it was built from; run: npm run build`,
    );
  });

  it.each(SOURCES)('is refused when %s is gone', async (path) => {
    await rm(join(root, path));
    await expect(packageOf(DOCUMENT, bundle)).rejects.toThrow(/is out of date/);
  });

  it('is refused with one name and a number when much changed, as after a checkout of another commit', async () => {
    for (const path of SOURCES) await writeFile(join(root, path), '// changed');
    await expect(packageOf(DOCUMENT, bundle)).rejects.toThrow(
      /functions\/index\.ts and 2 more files are not what it was built from/,
    );
  });

  it('is packaged where its sources are not, and when somebody else built it', async () => {
    for (const folder of ['functions', 'lib']) await rm(join(root, folder), { recursive: true });
    await expect(packageOf(DOCUMENT, bundle)).resolves.toBeDefined();
    await rm(join(root, 'dist/function/built-from.json'));
    await expect(packageOf(DOCUMENT, bundle)).resolves.toBeDefined();
  });
});
