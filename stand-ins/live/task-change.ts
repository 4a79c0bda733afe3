import type { Task } from './task.ts';

/** A task that came into another state, or was started again. */
export interface TaskChange {
  /** As it is after the change. */
  readonly task: Task;
  readonly atMs: number;
  /** What a callback gives as TaskInvalidReason where the list may give none. */
  readonly invalidReason?: string;
}
