import { type Outage, stateAt } from './life-cycle.ts';
import { hash32 } from './random.ts';
import type { Reason, Task, TaskDefinition, TaskSchedule, TaskState, TaskTexts } from './task.ts';
import { TaskStore } from './task-store.ts';
import type { Timeline } from './timeline.ts';

export interface FleetOptions {
  readonly seed: number;
  /** The instant of the start, Unix milliseconds: scenario and seeded times count from here. */
  readonly baseMs: number;
  readonly tasks: number;
  readonly regions: readonly string[];
  readonly canary?: string | undefined;
  /** How long a task that reached its end stays listed as exited. Not documented by the service. */
  readonly exitedKeptSeconds: number;
  readonly timeline?: Timeline;
}

/** How a host fails: `immediate` skips the retries, `count` bounds how many running tasks are hit. */
export interface FailOptions {
  readonly count?: number | undefined;
  readonly immediate?: boolean | undefined;
}

type Side = 'source' | 'destination';

/** The relay tasks of one account, living by their schedule, by calls and by what a scenario does to them. */
export class Fleet {
  readonly baseMs: number;
  readonly #store: TaskStore;
  readonly #seed: number;
  readonly #exitedKeptMs: number;
  readonly #timeline: Timeline | undefined;
  readonly #outages = { source: new Map<string, Outage>(), destination: new Map<string, Outage>() };
  #nowMs: number;
  #nextLeaveMs: number;

  constructor(options: FleetOptions) {
    this.baseMs = options.baseMs;
    this.#nowMs = options.baseMs;
    this.#seed = options.seed;
    this.#exitedKeptMs = options.exitedKeptSeconds * 1000;
    this.#timeline = options.timeline;
    // No seeded task exited earlier than an hour before the start, so nothing leaves before this.
    this.#nextLeaveMs = this.baseMs - 3_600_000 + this.#exitedKeptMs;
    this.#store = new TaskStore({ ...options, canary: options.canary });
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

  /** Lives up to an instant: scenario and churn happen in their order, exited tasks leave. Never goes back. */
  advance(nowMs: number): void {
    this.#timeline?.playUntil(this, nowMs);
    this.passTo(nowMs);
  }

  /** Moves the clock alone; for the timeline, which places its steps in between. */
  passTo(nowMs: number): void {
    if (nowMs <= this.#nowMs) return;
    this.#nowMs = nowMs;
    if (nowMs >= this.#nextLeaveMs) this.#dropLongExited();
  }

  /** Slots of a region, oldest first; undefined when it is not served. */
  slotsOf(region: string): readonly number[] | undefined {
    return this.#store.slotsOf(region);
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
    for (const slot of this.#store.slots()) yield this.task(slot);
  }

  /** What each listed task is now; cheaper than `tasks`. */
  *states(): Generator<{ slot: number; region: string; state: TaskState }> {
    for (const region of this.regions) {
      for (const slot of this.slotsOf(region) ?? []) yield { slot, region, state: this.stateOf(slot) };
    }
  }

  stateOf(slot: number): TaskState {
    const remembered = this.#store.stateOf(slot);
    const outage = remembered.kind === 'scheduled' ? this.#outageOf(slot) : undefined;
    return stateAt(this.#store.scheduleOf(slot), remembered, this.#nowMs, outage);
  }

  create(region: string, definition: TaskDefinition): Task {
    const slot = this.#store.add({ kind: 'scheduled' }, { region, definition });
    this.#expectLeaveOf(definition);
    return this.task(slot);
  }

  /** Adds a running task drawn from the seed, as somebody else's tool would. */
  createSeeded(): Task {
    return this.task(this.#store.add({ kind: 'running' }));
  }

  update(slot: number, definition: TaskDefinition): void {
    this.#store.setState(slot, this.stateOf(slot));
    this.#store.setDefinition(slot, definition);
    this.#expectLeaveOf(definition);
  }

  remove(slot: number): void {
    this.#store.remove(slot);
  }

  /** Running, unless a host it needs is down; a task that is not due yet is left alone. */
  restart(slot: number): void {
    const state = this.stateOf(slot);
    if (state.kind === 'scheduled' || state.kind === 'exited') return;
    const outage = this.#outageOf(slot);
    this.#store.setState(
      slot,
      outage === undefined ? { kind: 'running' } : { kind: 'recovering', sinceMs: this.#nowMs, reason: outage.reason },
    );
  }

  /** A stop by the user. Half of the tasks then say TriggerByUser and half say nothing: the docs promise neither. */
  stop(slot: number): void {
    const told = hash32(this.#seed, slot, 31) % 2 === 0;
    this.#store.setState(slot, { kind: 'stopped', reason: told ? 'TriggerByUser' : undefined });
  }

  /** The source host goes down: running tasks that pull from it recover, and stop when their retries are used up. */
  failSource(host: string, options: FailOptions = {}): number {
    return this.#fail('source', host, 'PullStreamFailed', options);
  }

  /** The same for a host that is pushed to. */
  failDestination(host: string, options: FailOptions = {}): number {
    return this.#fail('destination', host, 'PushStreamFailed', options);
  }

  /** The source host is back: tasks still recovering run again; stopped ones wait for a restart. */
  healSource(host: string): number {
    return this.#heal('source', host);
  }

  healDestination(host: string): number {
    return this.#heal('destination', host);
  }

  /** Stops running tasks at once, whatever their hosts, with this reason; undefined leaves the reason out. */
  storm(count: number, reason: Reason | undefined): number {
    return this.#changeRunning(
      count,
      () => true,
      () => ({ kind: 'stopped', reason }),
    );
  }

  /** A user stops some tasks: the named ones, or the newest running ones. */
  userStop(chosen: { taskIds: readonly string[] } | { count: number }): number {
    const slots =
      'taskIds' in chosen
        ? chosen.taskIds.flatMap((taskId) => this.#store.slotOf(taskId) ?? [])
        : this.#newestRunning(chosen.count, () => true);
    const active = slots.filter((slot) => isActive(this.stateOf(slot)));
    for (const slot of active) this.stop(slot);
    return active.length;
  }

  /** Restarts everything that stopped. */
  restartStopped(): number {
    const slots = [...this.#store.slots()].filter((slot) => this.stateOf(slot).kind === 'stopped');
    for (const slot of slots) this.restart(slot);
    return slots.length;
  }

  #fail(side: Side, host: string, reason: Reason, { count, immediate = false }: FailOptions): number {
    // A bounded failure hits only some tasks, so the host is not down for those that start later.
    if (count === undefined) this.#outages[side].set(host, { sinceMs: this.#nowMs, reason });
    const failed: TaskState = immediate
      ? { kind: 'stopped', reason }
      : { kind: 'recovering', sinceMs: this.#nowMs, reason };
    return this.#changeRunning(
      count ?? Number.POSITIVE_INFINITY,
      (slot) => this.#hostOf(side, slot) === host,
      () => failed,
    );
  }

  #heal(side: Side, host: string): number {
    let healed = 0;
    for (const slot of this.#store.slots()) {
      if (this.#hostOf(side, slot) !== host) continue;
      const state = this.stateOf(slot);
      if (state.kind === 'recovering') healed++;
      // What started during the outage and used its retries up stays stopped, although it was never written down.
      if (state.kind === 'recovering') this.#store.setState(slot, { kind: 'running' });
      else if (state.kind === 'stopped') this.#store.setState(slot, state);
    }
    this.#outages[side].delete(host);
    return healed;
  }

  #changeRunning(count: number, hit: (slot: number) => boolean, next: (slot: number) => TaskState): number {
    const slots = this.#newestRunning(count, hit);
    for (const slot of slots) this.#store.setState(slot, next(slot));
    return slots.length;
  }

  #newestRunning(count: number, hit: (slot: number) => boolean): number[] {
    const found: number[] = [];
    for (const region of this.regions) {
      const slots = this.slotsOf(region) ?? [];
      for (let place = slots.length - 1; place >= 0 && found.length < count; place--) {
        const slot = slots[place];
        if (slot !== undefined && hit(slot) && this.stateOf(slot).kind === 'running') found.push(slot);
      }
    }
    return found;
  }

  #hostOf(side: Side, slot: number): string | undefined {
    return side === 'source' ? this.#store.sourceHostOf(slot) : this.#store.destinationHostOf(slot);
  }

  #outageOf(slot: number): Outage | undefined {
    const { source, destination } = this.#outages;
    if (source.size + destination.size === 0) return undefined;
    const from = this.#store.sourceHostOf(slot);
    const to = this.#store.destinationHostOf(slot);
    return (from && source.get(from)) || (to && destination.get(to)) || undefined;
  }

  #expectLeaveOf(schedule: TaskSchedule): void {
    this.#nextLeaveMs = Math.min(this.#nextLeaveMs, schedule.endMs + this.#exitedKeptMs);
  }

  /** Looks at every task, but only when one is due to leave: the next such instant is remembered. */
  #dropLongExited(): void {
    this.#nextLeaveMs = Number.POSITIVE_INFINITY;
    this.#store.removeWhere((slot) => this.#leaveMsOf(slot) <= this.#nowMs);
    for (const slot of this.#store.slots()) this.#nextLeaveMs = Math.min(this.#nextLeaveMs, this.#leaveMsOf(slot));
  }

  #leaveMsOf(slot: number): number {
    const remembered = this.#store.stateOf(slot);
    const exitMs = remembered.kind === 'exited' ? remembered.atMs : this.#store.scheduleOf(slot).endMs;
    return exitMs + this.#exitedKeptMs;
  }
}

/** Running or retrying: what a stop applies to. */
export function isActive(state: TaskState): boolean {
  return state.kind === 'running' || state.kind === 'recovering';
}
