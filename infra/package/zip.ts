import { type Zippable, zipSync } from 'fflate';

/** Zips cannot hold earlier times; a fixed one makes equal content equal bytes. */
const ZIP_TIME = new Date(1980, 0, 2);

/** A zip whose bytes depend only on its content. */
export function reproducibleZip(files: Zippable): Uint8Array {
  return zipSync(files, { level: 9, mtime: ZIP_TIME });
}
