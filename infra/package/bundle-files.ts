import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a built function may contain besides `index.js`: what it loads later, and what browsers load. */
const FOLDERS = ['parts', 'assets'];

/**
 * The files of the built function by their names in a zip: `index.js` and the contents of its folders.
 * @param bundlePath of `index.js`
 */
export async function bundleFiles(bundlePath: string): Promise<Record<string, Uint8Array>> {
  const folder = dirname(bundlePath);
  const files: [string, Uint8Array][] = [['index.js', await readFile(bundlePath)]];
  for (const sub of FOLDERS) {
    for (const name of await namesIn(join(folder, sub)))
      files.push([`${sub}/${name}`, await readFile(join(folder, sub, name))]);
  }
  return Object.fromEntries(files);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
