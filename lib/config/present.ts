/** An object whose properties are present or absent, but never undefined. */
export type Present<T extends object> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** An object without its undefined properties: the schema creates them, but absent options must not exist at all. */
export function present<T extends object>(parts: T): Present<T> {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
