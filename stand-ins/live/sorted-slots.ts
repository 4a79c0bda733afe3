/** Slots sorted by a number that each has for itself, so that one is found, added and taken out by binary search. */
export class SortedSlots {
  readonly #slots: number[];
  readonly #rankOf: (slot: number) => number;

  constructor(slots: readonly number[], rankOf: (slot: number) => number) {
    this.#rankOf = rankOf;
    this.#slots = slots.toSorted((a, b) => rankOf(a) - rankOf(b));
  }

  get slots(): readonly number[] {
    return this.#slots;
  }

  has(slot: number): boolean {
    return this.#slots[this.#placeOf(slot)] === slot;
  }

  add(slot: number): void {
    this.#slots.splice(this.#placeOf(slot), 0, slot);
  }

  /** Everything behind it moves up by one. */
  remove(slot: number): void {
    if (this.has(slot)) this.#slots.splice(this.#placeOf(slot), 1);
  }

  /** Where it is, or where it would have to go. */
  #placeOf(slot: number): number {
    const rank = this.#rankOf(slot);
    let low = 0;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rankOf(this.#slots[middle] ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
