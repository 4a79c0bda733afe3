/** Answers given in turn: one per request, the last one from then on. */
export class Turns<T extends string | number | object> {
  #left: readonly T[];
  readonly #usual: T;

  /** @param usual of an empty list */
  constructor(given: T | readonly T[] | undefined, usual: T) {
    this.#usual = usual;
    this.#left = given === undefined ? [usual] : listOf(given);
  }

  /** From now on. */
  begin(given: T | readonly T[]): void {
    this.#left = listOf(given);
  }

  next(): T {
    const [first = this.#usual, ...rest] = this.#left;
    if (rest.length > 0) this.#left = rest;
    return first;
  }
}

function listOf<T>(given: T | readonly T[]): readonly T[] {
  return isList(given) ? given : [given];
}

function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}
