/** Sweeps that are started at once: the platform takes many, this only keeps us from opening a hundred connections. */
export const STARTED_AT_ONCE = 20;

/** Reading a state costs two requests, so with many accounts each is looked at in every third round. */
const ROUNDS = 3;

/** The accounts whose turn it is, and those that something is known of already. Pure. @param round counts up */
export function accountsToLookAt(names: readonly string[], noticed: readonly string[], round: number): string[] {
  if (names.length <= ROUNDS) return [...names];
  return names.filter((name, index) => (index + round) % ROUNDS === 0 || noticed.includes(name));
}
