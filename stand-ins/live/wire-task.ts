import type { Task, TaskDefinition, TaskState } from './task.ts';

/** `TaskStatus` of each state. Source: ApsaraVideo Live API 2016-11-01, DescribeLivePullToPushList. */
const TASK_STATUS = {
  scheduled: 0,
  running: 1,
  recovering: 2,
  stopped: 3,
  exited: -1,
} as const satisfies Record<TaskState['kind'], number>;

/** One entry of `TaskList`, in the service's words. Loose, as faults may take fields out or spoil them. */
export type WireTask = Record<string, unknown> & { TaskInfo: Record<string, unknown> };

/** A task as the service tells it. Fields that do not apply are absent, as documented. */
export function wireTask(task: Task, nowMs: number): WireTask {
  const { state } = task;
  const exited = state.kind === 'exited';
  const position = positionOf(task, nowMs);
  // Undefined fields vanish in JSON.
  return {
    TaskId: task.taskId,
    TaskStatus: TASK_STATUS[state.kind],
    TaskInvalidReason: state.kind === 'stopped' ? state.reason : undefined,
    TaskExitTime: exited ? Math.floor(state.atMs / 1000) : undefined,
    TaskExitReason: exited ? state.reason : undefined,
    CurrentOffset: position?.offset,
    CurrentFileIndex: position?.file,
    TaskInfo: taskInfo(task.taskId, task.definition),
  };
}

/** `yyyy-MM-ddTHH:mm:ssZ`. */
function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

const FILE_SECONDS = 3600;

/** Only files have a position. It moves while the task runs, over invented files of one hour, from where it is to begin. */
function positionOf({ definition, state }: Task, nowMs: number): { offset: number; file: number } | undefined {
  const { sourceType, sourceUrls, startMs, fileIndex, offset, repeatNumber } = definition;
  if (sourceType === 'live') return undefined;
  if (state.kind !== 'running') return { offset: 0, file: 0 };
  const playedSeconds = Math.max(0, Math.floor((nowMs - startMs) / 1000));
  const atSeconds = fileIndex * FILE_SECONDS + offset + playedSeconds;
  const rounds = repeatNumber === -1 ? Number.POSITIVE_INFINITY : repeatNumber + 1;
  if (atSeconds >= rounds * sourceUrls.length * FILE_SECONDS) {
    return { offset: FILE_SECONDS, file: sourceUrls.length - 1 };
  }
  return { offset: atSeconds % FILE_SECONDS, file: Math.floor(atSeconds / FILE_SECONDS) % sourceUrls.length };
}

function taskInfo(taskId: string, definition: TaskDefinition): Record<string, unknown> {
  // The response says CallbackURL where requests say CallbackUrl.
  return {
    TaskId: taskId,
    TaskName: definition.name,
    StartTime: utcText(definition.startMs),
    EndTime: utcText(definition.endMs),
    SourceType: definition.sourceType,
    SourceProtocol: definition.sourceProtocol,
    SourceUrls: definition.sourceUrls,
    DstUrl: definition.dstUrl,
    CallbackURL: definition.callbackUrl,
    Offset: definition.offset,
    FileIndex: definition.fileIndex,
    RetryCount: definition.retryCount,
    RetryInterval: definition.retryIntervalSeconds,
    RepeatNumber: definition.repeatNumber,
    AuthKey: definition.authKey,
    ReqAuth: definition.reqAuth,
    NotifyItemSwitch: definition.notifyItemSwitch,
  };
}
