import type { FileHandle } from 'node:fs/promises';
import type { FileSystem } from '../../../lib/state/file/file-system.ts';

interface Node {
  text: string;
}

export interface MemoryFileSystem extends FileSystem {
  readonly files: Map<string, Node>;
  /** Most characters that all files together may hold. */
  room: number;
}

/**
 * As much of a file system as the store uses, in memory: it answers without the machine's time passing, so that whole
 * sweeps run on a virtual clock. Folders are there as soon as they are made, and never removed.
 */
export function memoryFileSystem(): MemoryFileSystem {
  const files = new Map<string, Node>();
  const folders = new Set<string>();
  const fail = (code: string, path: string): never => {
    throw Object.assign(new Error(`${code}: '${path}'`), { code });
  };
  const nodeAt = (path: string) => files.get(path) ?? fail('ENOENT', path);
  const used = () => [...new Set(files.values())].reduce((sum, { text }) => sum + text.length, 0);
  const statOf = async (path: string) => {
    const isFolder = folders.has(path);
    const size = isFolder ? 0 : nodeAt(path).text.length;
    return { isFile: () => !isFolder, isDirectory: () => isFolder, size, mtimeMs: 0, uid: 0, mode: 0o600 };
  };
  const handleOf = (node: Node | null): Partial<FileHandle> => ({
    async writeFile(text) {
      if (!node) return;
      const left = Math.max(0, fs.room - used());
      node.text += String(text).slice(0, left);
      if (left < String(text).length) fail('ENOSPC', 'a file');
    },
    sync: async () => undefined,
    close: async () => undefined,
  });
  const fs = {
    files,
    room: Number.POSITIVE_INFINITY,
    async link(from: string, to: string) {
      const node = nodeAt(from);
      if (files.has(to)) fail('EEXIST', to);
      files.set(to, node);
    },
    lstat: statOf,
    stat: statOf,
    mkdir: async (path: string) => void folders.add(path),
    async open(path: string, flags: string) {
      if (flags === 'r') return handleOf(null);
      if (files.has(path)) fail('EEXIST', path);
      const node = { text: '' };
      files.set(path, node);
      return handleOf(node);
    },
    async readdir(path: string) {
      if (!folders.has(path)) fail('ENOENT', path);
      return [...files.keys()].filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1));
    },
    readFile: async (path: string) => nodeAt(path).text,
    async rename(from: string, to: string) {
      files.set(to, nodeAt(from));
      files.delete(from);
    },
    rm: async (path: string) => void files.delete(path),
    rmdir: async () => undefined,
  };
  return fs as unknown as MemoryFileSystem & typeof fs;
}
