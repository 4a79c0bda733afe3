import { missing } from './api-error.ts';
import { FINE } from './one-task.ts';
import type { OperationContext } from './operation.ts';
import {
  checkDuration,
  optionalInteger,
  optionalText,
  optionalTexts,
  optionalTime,
  type Parameters,
  requiredText,
  servedRegion,
} from './parameters.ts';
import type { TaskDefinition } from './task.ts';
import { checkDstUrl, checkSourceProtocol, checkSourceType, checkSourceUrls } from './task-rules.ts';

/** CreateLivePullToPush. A DstUrl that another task uses is accepted, as by the service. */
export function createTask({ fleet, parameters }: OperationContext): Record<string, unknown> {
  const region = servedRegion(parameters, fleet.regions);
  const definition = definitionFrom(parameters);
  checkDuration(definition.startMs, definition.endMs, fleet.nowMs);
  return { ...FINE, TaskId: fleet.create(region, definition).taskId };
}

function definitionFrom(parameters: Parameters): TaskDefinition {
  const sourceType = checkSourceType(requiredText(parameters, 'SourceType'));
  const sourceUrls = given('SourceUrls', optionalTexts(parameters, 'SourceUrls'));
  requiredText(parameters, 'DstUrl');
  return {
    name: optionalText(parameters, 'TaskName') ?? '',
    startMs: given('StartTime', optionalTime(parameters, 'StartTime')),
    endMs: given('EndTime', optionalTime(parameters, 'EndTime')),
    sourceType,
    sourceProtocol: checkSourceProtocol(sourceType, optionalText(parameters, 'SourceProtocol')),
    sourceUrls: checkSourceUrls(sourceType, sourceUrls),
    dstUrl: checkDstUrl(given('DstUrl', optionalText(parameters, 'DstUrl'))),
    callbackUrl: optionalText(parameters, 'CallbackUrl'),
    retryCount: optionalInteger(parameters, 'RetryCount') ?? 3,
    retryIntervalSeconds: optionalInteger(parameters, 'RetryInterval', { min: 60, max: 300 }) ?? 60,
    repeatNumber: optionalInteger(parameters, 'RepeatNumber', { min: -1 }) ?? 0,
    fileIndex: optionalInteger(parameters, 'FileIndex') ?? 0,
    offset: optionalInteger(parameters, 'Offset') ?? 0,
    authKey: optionalText(parameters, 'AuthKey'),
    reqAuth: optionalText(parameters, 'ReqAuth'),
    notifyItemSwitch: optionalText(parameters, 'NotifyItemSwitch'),
  };
}

function given<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missing(name);
  return value;
}
