import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacked code packages, one folder for each different one. */
export interface CodeFolders {
  /** @param checksum of the package. @returns the folder with its files */
  folderOf(checksum: string, zip: Buffer): Promise<string>;
  /** An empty folder that instances may write to: their home. */
  home(): Promise<string>;
  /** Deletes them all. */
  clear(): Promise<void>;
}

export function createCodeFolders(): CodeFolders {
  let root: Promise<string> | null = null;
  const folders = new Map<string, Promise<string>>();
  const rootFolder = () => {
    root ??= mkdtemp(join(tmpdir(), 'relaywatch-fc-'));
    return root;
  };
  const once = (name: string, files: () => Record<string, Uint8Array>) => {
    const known = folders.get(name) ?? rootFolder().then(async (base) => write(join(base, name), files()));
    folders.set(name, known);
    return known;
  };
  return {
    folderOf: (checksum, zip) => once(`code-${checksum}`, () => unzipSync(zip)),
    home: () => once('home', () => ({})),
    async clear() {
      if (root) await rm(await root, { recursive: true, force: true });
      root = null;
      folders.clear();
    },
  };
}

async function write(folder: string, files: Record<string, Uint8Array>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) await writeFile(path, content);
  }
  return folder;
}
