import type { ListOrder } from './list-order.ts';
import { SeededTasks } from './seeded-tasks.ts';
import { SortedSlots } from './sorted-slots.ts';
import type { TaskDefinition, TaskSchedule, TaskState, TaskTexts } from './task.ts';

export interface TaskStoreOptions {
  readonly seed: number;
  readonly baseMs: number;
  readonly tasks: number;
  readonly regions: readonly string[];
  readonly canary: string | undefined;
  /** Of every seeded task. */
  readonly callbackUrl?: string | undefined;
  readonly order?: ListOrder | undefined;
}

/**
 * Which tasks exist, in which order, and how they differ from their seed. Seeded tasks cost eight bytes each (sixteen when listed by id); only
 * changed ones are kept whole.
 */
export class TaskStore {
  readonly regions: readonly string[];
  /** Grows with every task that comes or goes, so that results of a search can be kept while it stands still. */
  version = 0;
  readonly #seeded: SeededTasks;
  /** Slots by region in the order of creation. */
  readonly #created: readonly SortedSlots[];
  /** The same slots by id, or undefined when the list is not ordered so. */
  readonly #byId: readonly SortedSlots[] | undefined;
  readonly #newestFirst: boolean;
  readonly #states = new Map<number, TaskState>();
  readonly #definitions = new Map<number, TaskDefinition>();
  readonly #createdIn = new Map<number, number>();
  #nextSlot: number;

  constructor(options: TaskStoreOptions) {
    this.regions = options.regions;
    this.#seeded = new SeededTasks(
      options.seed,
      options.baseMs,
      options.regions.length,
      options.canary,
      options.callbackUrl,
    );
    this.#nextSlot = options.tasks;
    const slots: number[][] = options.regions.map(() => []);
    for (let slot = 0; slot < options.tasks; slot++) slots[this.#seeded.regionOf(slot)]?.push(slot);
    const { order = 'newest' } = options;
    this.#created = slots.map((ofRegion) => new SortedSlots(ofRegion, (slot) => slot));
    const byId = (ofRegion: number[]) => new SortedSlots(ofRegion, (slot) => this.#seeded.idRank(slot));
    this.#byId = order === 'id' ? slots.map(byId) : undefined;
    this.#newestFirst = order === 'newest';
  }

  /** Slots of one region, oldest first; undefined when the region is not served. */
  slotsOf(region: string): readonly number[] | undefined {
    const index = this.regions.indexOf(region);
    return this.#created[index]?.slots;
  }

  /** Slots of one region as its list has them, from the first page to the last; `backwards` when they are to be read so. */
  listOf(region: string): { readonly slots: readonly number[]; readonly backwards: boolean } {
    const ofRegion = (this.#byId ?? this.#created)[this.regions.indexOf(region)];
    return { slots: ofRegion?.slots ?? [], backwards: this.#newestFirst };
  }

  /** Every slot of every region. */
  *slots(): Generator<number> {
    for (const { slots } of this.#created) yield* slots;
  }

  get size(): number {
    return this.#created.reduce((sum, { slots }) => sum + slots.length, 0);
  }

  taskId(slot: number): string {
    return this.#seeded.taskId(slot);
  }

  /** The slot of an existing task. */
  slotOf(taskId: string): number | undefined {
    const slot = this.#seeded.slotOf(taskId);
    return slot !== undefined && this.#created[this.#regionIndex(slot)]?.has(slot) ? slot : undefined;
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
    for (const sorted of this.#sortedOf(slot)) sorted.add(slot);
    this.version++;
    return slot;
  }

  /** Takes a task out; those behind it in its region's list move up by one. */
  remove(slot: number): void {
    if (!this.#created[this.#regionIndex(slot)]?.has(slot)) return;
    for (const sorted of this.#sortedOf(slot)) sorted.remove(slot);
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

  #sortedOf(slot: number): readonly SortedSlots[] {
    const index = this.#regionIndex(slot);
    return [this.#created[index], this.#byId?.[index]].filter((sorted) => sorted !== undefined);
  }
}

function hostOf(url: string): string | undefined {
  return /^[a-z0-9-]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1];
}
