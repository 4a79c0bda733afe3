/** An object whose parts are there or absent, never undefined. */
export type Present<T extends object> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** An object without its undefined parts: the schema writes them, and options that are absent must not be there at all. */
export function present<T extends object>(parts: T): Present<T> {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
