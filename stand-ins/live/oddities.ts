import { hash32, share } from './random.ts';
import type { TaskState } from './task.ts';
import type { WireTask } from './wire-task.ts';

const NEW_STATUS = 7;
/** A reason that no document names. */
export const NEW_REASON = 'SourceQuotaExceeded';

const SPOILABLE = ['TaskId', 'TaskStatus', 'TaskInfo'] as const;
const SPOILABLE_INFO = ['TaskId', 'TaskName', 'StartTime', 'EndTime', 'SourceUrls', 'DstUrl', 'RetryCount'] as const;

/** Tasks that the service tells in a way nobody expects: the same tasks every time, for the same seed. */
export class Oddities {
  readonly #seed: number;
  readonly #newEnum: number;
  readonly #missingFields: number;

  /** Shares from 0 to 1 of all tasks. */
  constructor(seed: number, newEnum = 0, missingFields = 0) {
    this.#seed = seed;
    this.#newEnum = newEnum;
    this.#missingFields = missingFields;
  }

  /** Which value of this task is one that was invented after the docs were written, if any. */
  newValueOf(slot: number, state: TaskState): 'status' | 'reason' | undefined {
    if (this.#newEnum === 0 || share(this.#seed, slot, 41) >= this.#newEnum) return undefined;
    return state.kind === 'stopped' && hash32(this.#seed, slot, 42) % 2 === 0 ? 'reason' : 'status';
  }

  /** Changes the entry in place and gives it back. */
  apply(entry: WireTask, slot: number, state: TaskState): WireTask {
    const newValue = this.newValueOf(slot, state);
    if (newValue === 'status') entry.TaskStatus = NEW_STATUS;
    if (newValue === 'reason') entry.TaskInvalidReason = NEW_REASON;
    if (this.#missingFields > 0 && share(this.#seed, slot, 43) < this.#missingFields) this.#spoil(entry, slot);
    return entry;
  }

  /** One field only: with two, both copies of the id could go, and nobody could tell which task it is. */
  #spoil(entry: WireTask, slot: number): void {
    const draw = hash32(this.#seed, slot, 44);
    const names = draw % 2 === 0 ? SPOILABLE : SPOILABLE_INFO;
    const holder: Record<string, unknown> = draw % 2 === 0 ? entry : entry.TaskInfo;
    const name = names[(draw >>> 1) % names.length] ?? 'TaskInfo';
    const way = (draw >>> 8) % 3;
    if (way === 0) delete holder[name];
    else if (way === 1) holder[name] = null;
    else holder[name] = typeof holder[name] === 'string' ? { spoiled: true } : 'spoiled';
  }
}
