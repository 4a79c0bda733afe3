import type { CallbackOptions, CallbackSpelling } from './callback-options.ts';
import type { TaskChange } from './task-change.ts';
import { wireTask } from './wire-task.ts';

const CHANGED: Readonly<Record<CallbackSpelling, string>> = {
  sample: 'LivePullToPushRuning',
  table: 'LivePullToPushRunning',
};
/** The documents that could be read do not name this one. */
const EXITED = 'LivePullToPushExit';

/**
 * What a callback tells of a change. TaskInfo has the task's URLs, so it holds stream keys.
 * Source: ApsaraVideo Live, "Pulled-stream relay callbacks".
 */
export function callbackBody(
  { task, atMs, invalidReason }: TaskChange,
  { spelling = 'sample', eventTime = 'text' }: Pick<CallbackOptions, 'spelling' | 'eventTime'>,
): Record<string, unknown> {
  const { TaskId, TaskStatus, TaskInvalidReason, TaskExitReason, TaskExitTime, TaskInfo } = wireTask(task, atMs);
  const seconds = Math.floor(atMs / 1000);
  // undefined fields vanish in JSON
  return {
    Event: task.state.kind === 'exited' ? EXITED : CHANGED[spelling],
    EventTime: eventTime === 'text' ? String(seconds) : seconds,
    TaskId,
    TaskInfo,
    TaskStatus,
    TaskInvalidReason: invalidReason ?? TaskInvalidReason,
    TaskExitReason,
    TaskExitTime,
  };
}
