import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Stored beside the bundle, and not packaged. */
export const BUILT_FROM = 'built-from.json';

/**
 * Records beside a bundle what it was built from, so that outdated bundles are detected before they are deployed.
 * @param bundlePath of `index.js`; @param sources paths of all files that went in, and of those that said how
 */
export async function noteSources(bundlePath: string, sources: readonly string[]): Promise<void> {
  const folder = dirname(bundlePath);
  const noted = await Promise.all(
    sources.map(async (path) => [relative(folder, path).split(sep).join('/'), digestOf(await readFile(path))] as const),
  );
  await writeFile(join(folder, BUILT_FROM), `${JSON.stringify(Object.fromEntries(noted.sort()), null, 2)}\n`);
}

/**
 * Sources that have changed since the bundle was built. Empty if there are no sources, as in an installation from a
 * package, and for a bundle that somebody else built.
 * @returns their paths relative to the bundle's folder
 */
export async function changedSources(bundlePath: string): Promise<string[]> {
  const folder = dirname(bundlePath);
  const noted = await notedIn(folder);
  const found = await Promise.all(
    Object.entries(noted).map(async ([path, digest]) => {
      const is = await readFile(join(folder, path)).then(digestOf, () => null);
      return { path, isHere: is !== null, isAsBuilt: is === digest };
    }),
  );
  const isOurs = (path: string) => !path.includes('node_modules/');
  if (!found.some(({ path, isHere }) => isHere && isOurs(path))) return [];
  return found.filter(({ isAsBuilt }) => !isAsBuilt).map(({ path }) => path);
}

async function notedIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, BUILT_FROM), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
