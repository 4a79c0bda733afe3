/** Who started the stop of a task, or which fault did; open, because the service may invent reasons. */
export type Reason = string;

/**
 * What is remembered about where a task is in its life. What it *is* at some instant follows from this, its schedule
 * and the clock: see `stateAt`.
 */
export type TaskState =
  | { kind: 'scheduled' }
  | { kind: 'running' }
  | { kind: 'recovering'; sinceMs: number; reason: Reason }
  | { kind: 'stopped'; reason: Reason | undefined }
  | { kind: 'exited'; atMs: number; reason: Reason };

/** The part of a task that decides when it changes by itself. Times are Unix milliseconds, whole seconds. */
export interface TaskSchedule {
  readonly startMs: number;
  readonly endMs: number;
  readonly retryCount: number;
  readonly retryIntervalSeconds: number;
}

/** The part of a task that is text, in the service's own words. */
export interface TaskTexts {
  readonly name: string;
  readonly sourceType: 'live' | 'vod' | 'url';
  readonly sourceProtocol: string | undefined;
  readonly sourceUrls: readonly string[];
  readonly dstUrl: string;
  readonly callbackUrl: string | undefined;
  readonly repeatNumber: number;
  readonly fileIndex: number;
  readonly offset: number;
  readonly authKey: string | undefined;
  readonly reqAuth: string | undefined;
  readonly notifyItemSwitch: string | undefined;
}

/** Everything that was asked for when the task was created. */
export type TaskDefinition = TaskSchedule & TaskTexts;

/** One task as it is at one instant. */
export interface Task {
  /** Place in the order of creation; never reused. */
  readonly slot: number;
  readonly taskId: string;
  readonly region: string;
  readonly definition: TaskDefinition;
  readonly state: TaskState;
}
