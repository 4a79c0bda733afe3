import { DueChanges } from './due-changes.ts';
import { type Outage, stateAt } from './life-cycle.ts';
import { Outages, type Side } from './outages.ts';
import { hash32 } from './random.ts';
import type { Task, TaskDefinition, TaskSchedule, TaskState, TaskTexts } from './task.ts';
import type { TaskChange } from './task-change.ts';
import { TaskStore, type TaskStoreOptions } from './task-store.ts';

const HOUR_MS = 3_600_000;

export interface LivingTasksOptions extends Omit<TaskStoreOptions, 'canary'> {
  readonly canary?: string | undefined;
  /** How long a task that reached its end stays listed as exited. Not documented by the service. */
  readonly exitedKeptSeconds: number;
}

/** Tasks on a clock, one by one: what each is now, and what one call does to one of them. */
export class LivingTasks {
  protected readonly outages = new Outages();
  readonly #store: TaskStore;
  readonly #seed: number;
  readonly #exitedKeptMs: number;
  #nowMs: number;
  #nextLeaveMs: number;
  /** Undefined while nobody listens. */
  #watch: { readonly due: DueChanges; readonly tell: (change: TaskChange) => void } | undefined;

  constructor(options: LivingTasksOptions) {
    this.#store = new TaskStore({ ...options, canary: options.canary });
    this.#seed = options.seed;
    this.#exitedKeptMs = options.exitedKeptSeconds * 1000;
    this.#nowMs = options.baseMs;
    // No seeded task exited earlier than an hour before the start, so nothing leaves before this.
    this.#nextLeaveMs = options.baseMs - HOUR_MS + this.#exitedKeptMs;
  }

  get regions(): readonly string[] {
    return this.#store.regions;
  }

  /** How many tasks are listed, exited ones included. */
  get size(): number {
    return this.#store.size;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Grows when tasks come or go. */
  get version(): number {
    return this.#store.version;
  }

  /** From now on, changes of task states are reported, in order. */
  watchChanges(tell: (change: TaskChange) => void): void {
    if (this.#watch !== undefined) return;
    const lives = { slots: () => this.slots(), lifeOf: (slot: number) => this.#lifeOf(slot) };
    this.#watch = { due: new DueChanges(lives, this.#nowMs), tell };
  }

  /** Moves the clock alone, never back. Tasks that exited long ago leave. */
  passTo(nowMs: number): void {
    if (nowMs <= this.#nowMs) return;
    const due = this.#watch?.due.between(this.#nowMs, nowMs) ?? [];
    this.#nowMs = nowMs;
    for (const { slot, atMs, state } of due) this.#watch?.tell({ task: { ...this.task(slot), state }, atMs });
    if (nowMs >= this.#nextLeaveMs) this.#dropLongExited();
  }

  /** Slots of a region, oldest first; undefined when it is not served. */
  slotsOf(region: string): readonly number[] | undefined {
    return this.#store.slotsOf(region);
  }

  /** Slots of a region as its list has them. */
  listOf(region: string) {
    return this.#store.listOf(region);
  }

  /** Slots of every region. */
  slots(): Generator<number> {
    return this.#store.slots();
  }

  task(slot: number): Task {
    const region = this.#store.regionOf(slot);
    const definition = this.#store.definitionOf(slot);
    return { slot, taskId: this.#store.taskId(slot), region, definition, state: this.stateOf(slot) };
  }

  taskIdOf(slot: number): string {
    return this.#store.taskId(slot);
  }

  /** Name and URLs, without the cost of the whole task. */
  textsOf(slot: number): TaskTexts {
    return this.#store.textsOf(slot);
  }

  find(taskId: string): Task | undefined {
    const slot = this.#store.slotOf(taskId);
    return slot === undefined ? undefined : this.task(slot);
  }

  /** Every task that is listed, region by region, oldest first. */
  *tasks(): Generator<Task> {
    for (const slot of this.slots()) yield this.task(slot);
  }

  /** What each listed task is now; cheaper than `tasks`. */
  *states(): Generator<{ slot: number; region: string; state: TaskState }> {
    for (const region of this.regions) {
      for (const slot of this.slotsOf(region) ?? []) yield { slot, region, state: this.stateOf(slot) };
    }
  }

  stateOf(slot: number): TaskState {
    const { schedule, remembered, outage } = this.#lifeOf(slot);
    return stateAt(schedule, remembered, this.#nowMs, outage);
  }

  create(region: string, definition: TaskDefinition): Task {
    const slot = this.#store.add({ kind: 'scheduled' }, { region, definition });
    this.#expectLeaveOf(definition);
    this.#tellUnless('scheduled', slot);
    return this.task(slot);
  }

  /** Adds a running task drawn from the seed, as somebody else's tool would. */
  createSeeded(): Task {
    const slot = this.#store.add({ kind: 'running' });
    this.#tellUnless('scheduled', slot);
    return this.task(slot);
  }

  update(slot: number, definition: TaskDefinition): void {
    const before = this.stateOf(slot);
    this.setState(slot, before);
    this.#store.setDefinition(slot, definition);
    this.#expectLeaveOf(definition);
    this.#tellUnless(before.kind, slot);
  }

  remove(slot: number): void {
    const exit: TaskState = { kind: 'exited', atMs: this.#nowMs, reason: 'TriggerByUser' };
    const task = this.#watch && this.task(slot);
    if (task && task.state.kind !== 'exited') this.#watch?.tell({ task: { ...task, state: exit }, atMs: this.#nowMs });
    this.#store.remove(slot);
  }

  /** Running, unless a host it needs is down; a task that is not due yet is left alone. */
  restart(slot: number): void {
    const state = this.stateOf(slot);
    if (state.kind === 'scheduled' || state.kind === 'exited') return;
    const outage = this.#outageOf(slot);
    if (outage === undefined) this.#store.setState(slot, { kind: 'running' });
    else this.#store.setState(slot, { kind: 'recovering', sinceMs: this.#nowMs, reason: outage.reason });
    // a restart is reported although the task ran before
    this.#tellUnless(undefined, slot);
  }

  /** A stop by the user. Half of the tasks then say TriggerByUser and half say nothing: the docs promise neither. */
  stop(slot: number): void {
    const told = hash32(this.#seed, slot, 31) % 2 === 0;
    this.#store.setState(slot, { kind: 'stopped', reason: told ? 'TriggerByUser' : undefined });
    this.#tellUnless(undefined, slot, 'TriggerByUser');
  }

  protected setState(slot: number, state: TaskState): void {
    const before = this.#watch && this.stateOf(slot).kind;
    this.#store.setState(slot, state);
    this.#tellUnless(before, slot);
  }

  protected hostOf(side: Side, slot: number): string | undefined {
    return side === 'source' ? this.#store.sourceHostOf(slot) : this.#store.destinationHostOf(slot);
  }

  /** Tells what a task is now, unless it was that before. @param invalidReason when the list may not say it */
  #tellUnless(before: TaskState['kind'] | undefined, slot: number, invalidReason?: string): void {
    if (this.#watch === undefined) return;
    this.#watch.due.expect(slot, this.#nowMs);
    const task = this.task(slot);
    if (task.state.kind === before) return;
    this.#watch.tell({ task, atMs: this.#nowMs, ...(invalidReason === undefined ? {} : { invalidReason }) });
  }

  #lifeOf(slot: number) {
    const remembered = this.#store.stateOf(slot);
    const outage = remembered.kind === 'scheduled' ? this.#outageOf(slot) : undefined;
    return { schedule: this.#store.scheduleOf(slot), remembered, outage };
  }

  #outageOf(slot: number): Outage | undefined {
    if (this.outages.none) return undefined;
    return this.outages.between(this.hostOf('source', slot), this.hostOf('destination', slot));
  }

  #expectLeaveOf(schedule: TaskSchedule): void {
    this.#nextLeaveMs = Math.min(this.#nextLeaveMs, schedule.endMs + this.#exitedKeptMs);
  }

  /** Looks at every task, but only when one is due to leave: the next such instant is remembered. */
  #dropLongExited(): void {
    this.#nextLeaveMs = Number.POSITIVE_INFINITY;
    this.#store.removeWhere((slot) => this.#leaveMsOf(slot) <= this.#nowMs);
    for (const slot of this.slots()) this.#nextLeaveMs = Math.min(this.#nextLeaveMs, this.#leaveMsOf(slot));
  }

  #leaveMsOf(slot: number): number {
    const remembered = this.#store.stateOf(slot);
    const exitMs = remembered.kind === 'exited' ? remembered.atMs : this.#store.scheduleOf(slot).endMs;
    return exitMs + this.#exitedKeptMs;
  }
}
