import { nextChangeMs, type Outage, stateAt } from './life-cycle.ts';
import type { TaskSchedule, TaskState } from './task.ts';

/** What decides where a task is in its life. */
interface Life {
  readonly schedule: TaskSchedule;
  readonly remembered: TaskState;
  readonly outage: Outage | undefined;
}

interface Lives {
  slots(): Iterable<number>;
  lifeOf(slot: number): Life;
}

/** A change that a task made by itself: it started, its retries were used up, its end came. */
export interface DueChange {
  readonly slot: number;
  readonly atMs: number;
  readonly state: TaskState;
}

/** Finds what tasks do by themselves. Every task is looked at, but only when one is due: the next such instant is remembered. */
export class DueChanges {
  readonly #lives: Lives;
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(lives: Lives, nowMs: number) {
    this.#lives = lives;
    for (const slot of lives.slots()) this.expect(slot, nowMs);
  }

  /** Takes into account when a task changes next, after something was done to it. */
  expect(slot: number, nowMs: number): void {
    const { schedule, remembered, outage } = this.#lives.lifeOf(slot);
    this.#nextMs = Math.min(this.#nextMs, nextChangeMs(schedule, stateAt(schedule, remembered, nowMs, outage)));
  }

  /** The changes after `fromMs` until `toMs`, in the order of their times. */
  between(fromMs: number, toMs: number): readonly DueChange[] {
    if (toMs < this.#nextMs) return [];
    this.#nextMs = Number.POSITIVE_INFINITY;
    const found: DueChange[] = [];
    for (const slot of this.#lives.slots()) {
      found.push(...changesOf(slot, this.#lives.lifeOf(slot), fromMs, toMs));
      this.expect(slot, toMs);
    }
    return found.toSorted((a, b) => a.atMs - b.atMs);
  }
}

function changesOf(slot: number, life: Life, fromMs: number, toMs: number): DueChange[] {
  const { schedule, remembered, outage } = life;
  const found: DueChange[] = [];
  let state = stateAt(schedule, remembered, fromMs, outage);
  for (;;) {
    const atMs = nextChangeMs(schedule, state);
    if (atMs > toMs) return found;
    state = stateAt(schedule, remembered, atMs, outage);
    found.push({ slot, atMs, state });
  }
}
