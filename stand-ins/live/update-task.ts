import { invalidParameter, noSuchTask } from './api-error.ts';
import { isActive } from './fleet.ts';
import { FINE, namedTask } from './one-task.ts';
import type { OperationContext } from './operation.ts';
import {
  checkDuration,
  optionalInteger,
  optionalText,
  optionalTexts,
  optionalTime,
  type Parameters,
} from './parameters.ts';
import type { TaskDefinition } from './task.ts';
import { checkSourceUrls } from './task-rules.ts';

/** What may change while the task runs; the rest wants a stopped task, or one that has not begun. */
const ANYTIME = ['CallbackUrl', 'RepeatNumber', 'AuthKey', 'ReqAuth', 'NotifyItemSwitch'];
const AT_REST = ['StartTime', 'EndTime', 'SourceUrls', 'FileIndex', 'Offset'];

/** UpdateLivePullToPush. Versions of the docs disagree on what may change when; DIFFERENCES.md says what we took. */
export function updateTask(context: OperationContext): Record<string, unknown> {
  const { fleet, parameters } = context;
  const task = namedTask(context);
  if (task.state.kind === 'exited') throw noSuchTask();
  const early = AT_REST.find((name) => parameters.get(name));
  if (early !== undefined && isActive(task.state)) {
    throw invalidParameter(`${early} cannot be changed while the task runs, only ${ANYTIME.join(', ')}`);
  }
  const definition = changed(task.definition, parameters);
  if (parameters.get('StartTime') || parameters.get('EndTime')) {
    checkDuration(definition.startMs, definition.endMs, fleet.nowMs);
  }
  fleet.update(task.slot, definition);
  return { ...FINE };
}

function changed(before: TaskDefinition, parameters: Parameters): TaskDefinition {
  const sourceUrls = optionalTexts(parameters, 'SourceUrls');
  return {
    ...before,
    startMs: optionalTime(parameters, 'StartTime') ?? before.startMs,
    endMs: optionalTime(parameters, 'EndTime') ?? before.endMs,
    sourceUrls: sourceUrls === undefined ? before.sourceUrls : checkSourceUrls(before.sourceType, sourceUrls),
    repeatNumber: optionalInteger(parameters, 'RepeatNumber', { min: -1 }) ?? before.repeatNumber,
    fileIndex: optionalInteger(parameters, 'FileIndex') ?? before.fileIndex,
    offset: optionalInteger(parameters, 'Offset') ?? before.offset,
    // Empty is a value here: no callbacks.
    callbackUrl: parameters.has('CallbackUrl') ? optionalText(parameters, 'CallbackUrl') : before.callbackUrl,
    authKey: optionalText(parameters, 'AuthKey') ?? before.authKey,
    reqAuth: optionalText(parameters, 'ReqAuth') ?? before.reqAuth,
    notifyItemSwitch: optionalText(parameters, 'NotifyItemSwitch') ?? before.notifyItemSwitch,
  };
}
