type Table<T> = Readonly<Record<string, T>>;

/** What is longer is no code, and not worth a search. */
const LONGEST_CODE = 200;

/** What a table itself holds under a name that came from outside: `constructor` and its like are in every object. */
export function ownEntry<T>(table: Table<T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * What a table holds for a code that a service told. Clouds add parts after a dot, without notice: what is not known as
 * `InvalidAccessKeyId.NotFound` is looked up as `InvalidAccessKeyId`.
 */
export function entryOfCode<T>(table: Table<T>, code: string): T | undefined {
  if (code.length > LONGEST_CODE) return undefined;
  for (let part = code; ; part = part.slice(0, part.lastIndexOf('.'))) {
    const found = ownEntry(table, part);
    if (found !== undefined || !part.includes('.')) return found;
  }
}

/** Whether a code is this one, or one of its kinds: `NoSuchKey`, or `NoSuchKey.` and anything. */
export function isCode(code: string | null, wanted: string): boolean {
  return code === wanted || code?.startsWith(`${wanted}.`) === true;
}
