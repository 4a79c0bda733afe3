import { SeededTasks } from './seeded-tasks.ts';
import type { TaskDefinition, TaskSchedule, TaskState, TaskTexts } from './task.ts';

export interface TaskStoreOptions {
  readonly seed: number;
  readonly baseMs: number;
  readonly tasks: number;
  readonly regions: readonly string[];
  readonly canary: string | undefined;
}

/**
 * Which tasks exist, in which order, and how they differ from their seed. Seeded tasks cost eight bytes each; only
 * changed ones are kept whole.
 */
export class TaskStore {
  readonly regions: readonly string[];
  /** Grows with every task that comes or goes, so that results of a search can be kept while it stands still. */
  version = 0;
  readonly #seeded: SeededTasks;
  /** Slots by region, ascending: the order of creation. */
  readonly #orders: number[][];
  readonly #states = new Map<number, TaskState>();
  readonly #definitions = new Map<number, TaskDefinition>();
  readonly #createdIn = new Map<number, number>();
  #nextSlot: number;

  constructor(options: TaskStoreOptions) {
    this.regions = options.regions;
    this.#seeded = new SeededTasks(options.seed, options.baseMs, options.regions.length, options.canary);
    this.#orders = options.regions.map(() => []);
    this.#nextSlot = options.tasks;
    for (let slot = 0; slot < options.tasks; slot++) this.#orders[this.#seeded.regionOf(slot)]?.push(slot);
  }

  /** Slots of one region, oldest first; undefined when the region is not served. */
  slotsOf(region: string): readonly number[] | undefined {
    const index = this.regions.indexOf(region);
    return index === -1 ? undefined : this.#orders[index];
  }

  /** Every slot of every region. */
  *slots(): Generator<number> {
    for (const order of this.#orders) yield* order;
  }

  get size(): number {
    return this.#orders.reduce((sum, order) => sum + order.length, 0);
  }

  taskId(slot: number): string {
    return this.#seeded.taskId(slot);
  }

  /** The slot of an existing task. */
  slotOf(taskId: string): number | undefined {
    const slot = this.#seeded.slotOf(taskId);
    return slot !== undefined && this.#placeOf(slot) !== undefined ? slot : undefined;
  }

  regionOf(slot: number): string {
    return this.regions[this.#regionIndex(slot)] ?? '';
  }

  stateOf(slot: number): TaskState {
    return this.#states.get(slot) ?? this.#seeded.stateOf(slot);
  }

  setState(slot: number, state: TaskState): void {
    this.#states.set(slot, state);
  }

  scheduleOf(slot: number): TaskSchedule {
    return this.#definitions.get(slot) ?? this.#seeded.scheduleOf(slot);
  }

  textsOf(slot: number): TaskTexts {
    return this.#definitions.get(slot) ?? this.#seeded.textsOf(slot);
  }

  definitionOf(slot: number): TaskDefinition {
    return this.#definitions.get(slot) ?? this.#seeded.definitionOf(slot);
  }

  setDefinition(slot: number, definition: TaskDefinition): void {
    this.#definitions.set(slot, definition);
  }

  /** Undefined when the task pulls from no host: vod. */
  sourceHostOf(slot: number): string | undefined {
    const changed = this.#definitions.get(slot);
    if (changed === undefined) return this.#seeded.sourceHostOf(slot);
    return changed.sourceType === 'vod' ? undefined : hostOf(changed.sourceUrls[0] ?? '');
  }

  destinationHostOf(slot: number): string | undefined {
    const changed = this.#definitions.get(slot);
    return changed === undefined ? this.#seeded.destinationHostOf(slot) : hostOf(changed.dstUrl);
  }

  /** Adds a task as the newest of its region. Without a region and definition both are drawn from the seed. */
  add(state: TaskState, created?: { region: string; definition: TaskDefinition }): number {
    const slot = this.#nextSlot++;
    this.#states.set(slot, state);
    if (created !== undefined) {
      this.#definitions.set(slot, created.definition);
      this.#createdIn.set(slot, this.regions.indexOf(created.region));
    }
    this.#orders[this.#regionIndex(slot)]?.push(slot);
    this.version++;
    return slot;
  }

  /** Takes a task out; the newer ones of its region keep their offsets, the older ones move up by one. */
  remove(slot: number): void {
    const place = this.#placeOf(slot);
    if (place === undefined) return;
    this.#orders[this.#regionIndex(slot)]?.splice(place, 1);
    this.#states.delete(slot);
    this.#definitions.delete(slot);
    this.#createdIn.delete(slot);
    this.version++;
  }

  /** Takes many tasks out at once. */
  removeWhere(leaves: (slot: number) => boolean): void {
    for (const slot of [...this.slots()].filter(leaves)) this.remove(slot);
  }

  #regionIndex(slot: number): number {
    return this.#createdIn.get(slot) ?? this.#seeded.regionOf(slot);
  }

  /** Binary search, as slots are ascending. */
  #placeOf(slot: number): number | undefined {
    const order = this.#orders[this.#regionIndex(slot)] ?? [];
    let low = 0;
    let high = order.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = order[middle] ?? 0;
      if (found === slot) return middle;
      if (found < slot) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}

function hostOf(url: string): string | undefined {
  return /^[a-z0-9-]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1];
}
