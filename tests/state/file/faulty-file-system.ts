import type { FileHandle } from 'node:fs/promises';
import { type FileSystem, nodeFileSystem } from '../../../lib/state/file/file-system.ts';

/** One call to the file system, for example `open /tmp/x/.writing-1` or `writeFile`. */
export interface FsCall {
  readonly operation: string;
  readonly path: string;
  /** From 1, in the order of the calls. */
  readonly count: number;
}

/** The code of the error with which a call fails, or null when it is carried out. */
export type Fault = (call: FsCall) => string | null;

export interface FaultyFileSystem extends FileSystem {
  readonly calls: FsCall[];
  fault: Fault;
}

/** A file system of which every call may fail as the kernel lets it fail, before it had any effect. */
export function faultyFileSystem(fault: Fault = () => null, whole: FileSystem = nodeFileSystem): FaultyFileSystem {
  const calls: FsCall[] = [];
  const meet = (operation: string, path: string) => {
    const call = { operation, path, count: calls.length + 1 };
    calls.push(call);
    const code = fs.fault(call);
    if (code !== null) throw Object.assign(new Error(`${code}: ${operation} '${path}'`), { code });
  };
  const guarded = new Set(['writeFile', 'sync', 'close']);
  const handleOf = (handle: FileHandle, path: string) =>
    new Proxy(handle, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        if (!guarded.has(String(name))) return member.bind(target);
        return async (...args: unknown[]) => {
          try {
            meet(String(name), path);
          } catch (error) {
            // a close that fails has closed all the same
            if (name === 'close') await target.close();
            throw error;
          }
          return member.apply(target, args);
        };
      },
    });
  const wrapped = Object.fromEntries(
    (['link', 'lstat', 'mkdir', 'readdir', 'readFile', 'rename', 'rm', 'rmdir', 'stat'] as const).map((operation) => [
      operation,
      async (path: string, ...rest: unknown[]) => {
        meet(operation, path);
        return (whole[operation] as (...args: unknown[]) => unknown)(path, ...rest);
      },
    ]),
  ) as unknown as Omit<FileSystem, 'open'>;
  const fs: FaultyFileSystem = {
    ...wrapped,
    calls,
    fault,
    open: async (path, ...rest) => {
      meet('open', String(path));
      return handleOf(await whole.open(path, ...rest), String(path));
    },
  };
  return fs;
}

/** A disk of so many bytes: writing fails when all files under `folder` together would hold more. */
export function smallDisk(bytes: number, usedBytes: () => Promise<number>, code = 'ENOSPC'): FileSystem {
  return {
    ...nodeFileSystem,
    open: async (path, ...rest) => {
      const handle = await nodeFileSystem.open(path, ...rest);
      return new Proxy(handle, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (name !== 'writeFile') return typeof member === 'function' ? member.bind(target) : member;
          return async (text: string) => {
            const room = bytes - (await usedBytes());
            // as a disk does: what there is room for is written
            await target.writeFile(text.slice(0, Math.max(0, room)));
            if (Buffer.byteLength(text) > room) throw Object.assign(new Error(code), { code });
          };
        },
      });
    },
  };
}
