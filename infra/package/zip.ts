import { type Zippable, zipSync } from 'fflate';

/** Zips hold no time before this one; a fixed one makes equal content equal bytes. */
const ZIP_TIME = new Date(1980, 0, 2);

/** A zip whose bytes follow from its content alone. */
export function reproducibleZip(files: Zippable): Uint8Array {
  return zipSync(files, { level: 9, mtime: ZIP_TIME });
}
