type Key = string | number;

/** A map with four keys for each value. They are not put together into one text, which would cost more than the look-up. */
export class FourKeys<Value> {
  readonly #values = new Map<Key, Map<Key, Map<Key, Map<Key, Value>>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(a: Key, b: Key, c: Key, d: Key): Value | undefined {
    return this.#values.get(a)?.get(b)?.get(c)?.get(d);
  }

  /** To be called once for each four keys. */
  add(a: Key, b: Key, c: Key, d: Key, value: Value): void {
    within(within(within(this.#values, a), b), c).set(d, value);
    this.#size += 1;
  }
}

function within<Inner>(outer: Map<Key, Map<Key, Inner>>, key: Key): Map<Key, Inner> {
  const known = outer.get(key) ?? new Map<Key, Inner>();
  outer.set(key, known);
  return known;
}
