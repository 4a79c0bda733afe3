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

/** Only files have a position. It moves while the task runs, over invented files of one hour. */
function positionOf({ definition, state }: Task, nowMs: number): { offset: number; file: number } | undefined {
  if (definition.sourceType === 'live') return undefined;
  const playedSeconds = state.kind === 'running' ? Math.max(0, Math.floor((nowMs - definition.startMs) / 1000)) : 0;
  const file = Math.floor(playedSeconds / 3600) % definition.sourceUrls.length;
  return { offset: playedSeconds % 3600, file };
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
