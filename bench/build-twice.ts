import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { result } from './support/table.ts';

/*
 * Builds what is shipped twice, from the same files in two folders of different depth, and compares every byte: whoever has
 * the sources can find out whether a bundle was made of them.
 */

const root = await mkdtemp(join(tmpdir(), 'relaywatch-twice-'));
try {
  const [first = new Map(), second = new Map()] = [await built(join(root, 'a')), await built(join(root, 'deeper/b'))];
  const different = [...new Set([...first.keys(), ...second.keys()])].filter(
    (name) => first.get(name) !== second.get(name),
  );
  if (different.length > 0) throw new Error(`two builds differ in ${different.length} files, such as ${different[0]}`);
  const all = createHash('sha256')
    .update(JSON.stringify([...first]))
    .digest('hex');
  result(`two builds gave the same ${first.size} files, sha256 of all ${all}`);
} finally {
  await rm(root, { recursive: true, force: true });
}

/** Builds in a copy of the sources. @returns the digest of each file, by its name */
async function built(folder: string): Promise<ReadonlyMap<string, string>> {
  const sources = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const name of sources.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(name, join(folder, name), { force: true }).catch((error: NodeJS.ErrnoException) => {
      // git still lists what was removed since
      if (error.code !== 'ENOENT') throw error;
    });
  }
  // a link to the folder would be followed, and its place is a part of what is built
  execFileSync('cp', ['-a', '--link', 'node_modules', folder]);
  execFileSync(process.execPath, ['--import', 'tsx', 'infra/build/build.ts'], { cwd: folder, stdio: 'ignore' });
  return digestsOf(join(folder, 'dist'));
}

async function digestsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
  const digest = async (name: string) =>
    [
      name,
      createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
    ] as const;
  return new Map(await Promise.all(names.sort().map(digest)));
}
