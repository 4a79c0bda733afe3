import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** The page's compiled script and style sheet, by name. */
export type AssetFiles = ReadonlyMap<string, Uint8Array>;

/** Reads all of them; if nothing was built there are none, and the page works without them. */
export async function readAssets(folder: string): Promise<AssetFiles> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => extname(name) in TYPES);
  return new Map(await Promise.all(wanted.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export function typeOfAsset(name: string): string {
  return TYPES[extname(name)] ?? 'application/octet-stream';
}

/** The name of the only file of a kind; null when there is none. */
export function assetNamed(files: AssetFiles, extension: '.js' | '.css'): string | null {
  return [...files.keys()].find((name) => extname(name) === extension) ?? null;
}
