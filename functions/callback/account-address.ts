/**
 * Relays of each account are given an address of its own. @returns whose of these names a path has; undefined where it is
 * of none
 */
export function accountIn(path: string, names: readonly string[]): string | undefined {
  const name = /\/accounts\/([a-z0-9-]+)\/callback\//.exec(path)?.[1];
  return names.find((one) => one === name);
}
