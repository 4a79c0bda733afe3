import { LivingTasks, type LivingTasksOptions } from './living-tasks.ts';
import type { Side } from './outages.ts';
import type { Reason, TaskState } from './task.ts';

/** What happens to a fleet as time passes. */
export interface Happenings {
  /** Everything that was due until `nowMs`, each at its own time. */
  playUntil(fleet: Fleet, nowMs: number): void;
}

export interface FleetOptions extends LivingTasksOptions {
  readonly timeline?: Happenings;
}

/** How a host fails: `immediate` skips the retries, `count` bounds how many running tasks are hit. */
export interface FailOptions {
  readonly count?: number | undefined;
  readonly immediate?: boolean | undefined;
}

/** The relay tasks of one account, with what can happen to many of them at once. Each change tells how many it hit. */
export class Fleet extends LivingTasks {
  readonly #timeline: Happenings | undefined;

  constructor(options: FleetOptions) {
    super(options);
    this.#timeline = options.timeline;
  }

  /** Lives up to an instant: scenario and churn happen in their order. Never goes back. */
  advance(nowMs: number): void {
    this.#timeline?.playUntil(this, nowMs);
    this.passTo(nowMs);
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
    return this.#changeNewestRunning(count, () => true, { kind: 'stopped', reason });
  }

  /** A user stops some tasks: the named ones, or the newest running ones. */
  userStop(chosen: { taskIds: readonly string[] } | { count: number }): number {
    const slots =
      'taskIds' in chosen
        ? chosen.taskIds.flatMap((taskId) => this.find(taskId)?.slot ?? [])
        : this.#newestRunning(chosen.count, () => true);
    const active = slots.filter((slot) => isActive(this.stateOf(slot)));
    for (const slot of active) this.stop(slot);
    return active.length;
  }

  /** Restarts everything that stopped. */
  restartStopped(): number {
    const slots = [...this.slots()].filter((slot) => this.stateOf(slot).kind === 'stopped');
    for (const slot of slots) this.restart(slot);
    return slots.length;
  }

  #fail(side: Side, host: string, reason: Reason, { count, immediate = false }: FailOptions): number {
    const failed: TaskState = immediate
      ? { kind: 'stopped', reason }
      : { kind: 'recovering', sinceMs: this.nowMs, reason };
    const hit = this.#changeNewestRunning(count ?? Infinity, (slot) => this.hostOf(side, slot) === host, failed);
    // A bounded failure hits only some tasks, so the host is not down for those that start later. It goes down after the tasks were
    // hit: what started by its schedule would else count as retrying already.
    if (count === undefined) this.outages.begin(side, host, { sinceMs: this.nowMs, reason });
    return hit;
  }

  #heal(side: Side, host: string): number {
    let healed = 0;
    for (const slot of this.slots()) {
      if (this.hostOf(side, slot) !== host) continue;
      const state = this.stateOf(slot);
      if (state.kind === 'recovering') {
        this.setState(slot, { kind: 'running' });
        healed++;
      }
      // What started during the outage and used its retries up stays stopped, although it was never written down.
      if (state.kind === 'stopped') this.setState(slot, state);
    }
    this.outages.end(side, host);
    return healed;
  }

  #changeNewestRunning(count: number, isHit: (slot: number) => boolean, next: TaskState): number {
    const slots = this.#newestRunning(count, isHit);
    for (const slot of slots) this.setState(slot, next);
    return slots.length;
  }

  #newestRunning(count: number, isHit: (slot: number) => boolean): number[] {
    const found: number[] = [];
    for (const region of this.regions) {
      const slots = this.slotsOf(region) ?? [];
      for (let place = slots.length - 1; place >= 0 && found.length < count; place--) {
        const slot = slots[place];
        if (slot !== undefined && isHit(slot) && this.stateOf(slot).kind === 'running') found.push(slot);
      }
    }
    return found;
  }
}

/** Running or retrying: what a stop applies to. */
export function isActive(state: TaskState): boolean {
  return state.kind === 'running' || state.kind === 'recovering';
}
