/** Live's TaskStatus in words: 0 idle, 1 running, 2 recovering, 3 stopped, -1 exited; all else is unknown. */
export type TaskStatus = 'idle' | 'running' | 'recovering' | 'stopped' | 'exited' | 'unknown';

export const TASK_STATUSES = [
  'idle',
  'running',
  'recovering',
  'stopped',
  'exited',
  'unknown',
] as const satisfies readonly TaskStatus[];

/** Where a stream comes from or goes to: scheme and host, never more. */
export interface StreamPlace {
  /** For example `rtmp://push.example.com`; null when the URL could not be read. */
  readonly origin: string | null;
}

/** A part of a task that was not as documented. `raw` is kept only where no secret can be. */
export interface ParseProblem {
  readonly field: string;
  readonly kind: 'absent' | 'mistyped' | 'new-value' | 'new-field';
  readonly raw?: string;
}

/** One pull-to-push task as the rest of relaywatch sees it. Holds no URL beyond its host, no key and no token. */
export interface RelayTask {
  readonly region: string;
  /** Empty when Live gave none. */
  readonly taskId: string;
  readonly name: string;
  readonly status: TaskStatus;
  /** TaskStatus verbatim; null when absent. */
  readonly statusCode: number | string | null;
  /** TaskInvalidReason; null when absent or empty. */
  readonly invalidReason: string | null;
  readonly exitReason: string | null;
  /** TaskExitTime, StartTime and EndTime in Unix milliseconds: a luxon time for each would be most of what a relay costs. */
  readonly exitMs: number | null;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly sourceType: string | null;
  /** Lower case: Live spells one protocol in several ways. */
  readonly sourceProtocol: string | null;
  readonly sources: readonly StreamPlace[];
  /** Media ids of a vod task: identifiers, not secrets. */
  readonly mediaIds: readonly string[];
  readonly destination: StreamPlace | null;
  /** Equal for tasks with the same destination URL; says nothing else of it. */
  readonly destinationKey: string | null;
  readonly hasCallback: boolean;
  readonly retryCount: number | null;
  readonly retryIntervalSeconds: number | null;
  readonly repeatNumber: number | null;
  readonly startFileIndex: number | null;
  readonly startOffsetSeconds: number | null;
  readonly currentFileIndex: number | null;
  readonly currentOffsetSeconds: number | null;
  readonly problems: readonly ParseProblem[];
}
