/** An object without its undefined parts: the schema writes them, and options that are absent must not be there at all. */
export function present<T extends object>(parts: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
