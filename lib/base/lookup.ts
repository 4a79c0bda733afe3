type Table<T> = Readonly<Record<string, T>>;

/** Anything longer is not a code, and not worth a search. */
const LONGEST_CODE = 200;

/**
 * The entry of a table under a name that came from outside, own properties only: every object has `constructor` and the
 * like.
 */
export function ownEntry<T>(table: Table<T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * The entry of a table for a service's code. Clouds append parts after a dot without notice, so an unknown
 * `InvalidAccessKeyId.NotFound` is looked up as `InvalidAccessKeyId`.
 */
export function entryOfCode<T>(table: Table<T>, code: string): T | undefined {
  if (code.length > LONGEST_CODE) return undefined;
  for (let part = code; ; part = part.slice(0, part.lastIndexOf('.'))) {
    const found = ownEntry(table, part);
    if (found !== undefined || !part.includes('.')) return found;
  }
}

/** Whether a code is this one or a subtype of it: `NoSuchKey`, or `NoSuchKey.` followed by anything. */
export function isCode(code: string | null, wanted: string): boolean {
  return code === wanted || code?.startsWith(`${wanted}.`) === true;
}
