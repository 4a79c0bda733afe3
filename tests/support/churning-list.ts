import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';

/** How a list is ordered: by creation, by a key that says nothing of age, or anew at each look. */
export type ListOrder = 'oldest first' | 'newest first' | 'by id' | 'none';

export interface ChurnOptions {
  readonly order: ListOrder;
  readonly tasks: number;
  /** Tasks created, and as many deleted, a second on average. */
  readonly perSecond: number;
  readonly seed: number;
}

/** A list of tasks, as numbers, that are created and deleted at random instants, whatever somebody reads meanwhile. */
export class ChurningList {
  readonly #order: ListOrder;
  readonly #perSecond: number;
  readonly #random: () => number;
  #list: number[];
  #nextId: number;
  #nextCreation = 0;
  #nextDeletion = 0;

  constructor({ order, tasks, perSecond, seed }: ChurnOptions) {
    this.#order = order;
    this.#perSecond = perSecond;
    this.#random = seededRandom(seed);
    this.#list = Array.from({ length: tasks }, (_, n) => n);
    this.#nextId = tasks;
    this.#nextCreation = this.#pause();
    this.#nextDeletion = this.#pause();
  }

  /** The tasks at this moment, in their order. */
  get tasks(): readonly number[] {
    return this.#list;
  }

  /** A task that is there, drawn at random. */
  any(): number {
    return this.#list[Math.floor(this.#random() * this.#list.length)] ?? 0;
  }

  page(number: number, size: number): { readonly total: number; readonly tasks: readonly number[] } {
    if (this.#order === 'none') this.#shuffle();
    return { total: this.#list.length, tasks: this.#list.slice((number - 1) * size, number * size) };
  }

  /** Lives up to this second. */
  passTo(second: number): void {
    while (Math.min(this.#nextCreation, this.#nextDeletion) <= second) {
      if (this.#nextCreation <= this.#nextDeletion) {
        this.#create();
        this.#nextCreation += this.#pause();
      } else {
        this.#list.splice(Math.floor(this.#random() * this.#list.length), 1);
        this.#nextDeletion += this.#pause();
      }
    }
  }

  #create(): void {
    const places = {
      'oldest first': this.#list.length,
      'newest first': 0,
      'by id': Math.floor(this.#random() * (this.#list.length + 1)),
      none: 0,
    };
    this.#list.splice(places[this.#order], 0, this.#nextId++);
  }

  #pause(): number {
    return this.#perSecond === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - this.#random()) / this.#perSecond;
  }

  #shuffle(): void {
    for (let last = this.#list.length - 1; last > 0; last--) {
      const other = Math.floor(this.#random() * (last + 1));
      const [a = 0, b = 0] = [this.#list[last], this.#list[other]];
      this.#list[last] = b;
      this.#list[other] = a;
    }
  }
}
