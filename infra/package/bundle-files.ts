import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The files of the built function by their names in a zip: `index.js`, and what it loads from `parts/`.
 * @param bundlePath of `index.js`
 */
export async function bundleFiles(bundlePath: string): Promise<Record<string, Uint8Array>> {
  const folder = dirname(bundlePath);
  const files: [string, Uint8Array][] = [['index.js', await readFile(bundlePath)]];
  for (const name of await partsIn(join(folder, 'parts'))) {
    files.push([`parts/${name}`, await readFile(join(folder, 'parts', name))]);
  }
  return Object.fromEntries(files);
}

async function partsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // a bundle in one file
    throw error;
  }
}
