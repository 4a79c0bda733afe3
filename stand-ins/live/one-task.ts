import { ApiError, invalidParameter, noSuchTask } from './api-error.ts';
import { isActive } from './fleet.ts';
import type { OperationContext } from './operation.ts';
import { checkTaskId, requiredText, servedRegion } from './parameters.ts';
import type { Task } from './task.ts';
import { wireTask } from './wire-task.ts';

/** What Create, Update, Delete and Describe put into a good answer; List, Restart and Stop do not. */
export const FINE = { RetCode: 0, Description: 'OK' } as const;

/** The task a call names, exited or not. @throws ApiError CodeTaskNotExist, also when it is in another region */
export function namedTask({ fleet, parameters }: OperationContext): Task {
  const region = servedRegion(parameters, fleet.regions);
  const task = fleet.find(checkTaskId(requiredText(parameters, 'TaskId')));
  if (task === undefined || task.region !== region) throw noSuchTask();
  return task;
}

/** DescribeLivePullToPush: the same fields as one entry of the list. */
export function describeTask(context: OperationContext): Record<string, unknown> {
  const { fleet, oddities } = context;
  const task = namedTask(context);
  return { ...FINE, ...oddities.apply(wireTask(task, fleet.nowMs), task.slot, task.state) };
}

/** RestartLivePullToPush: running, retrying or stopped tasks; no effect before StartTime. */
export function restartTask(context: OperationContext): Record<string, unknown> {
  const task = namedTask(context);
  if (task.state.kind === 'exited') throw noSuchTask();
  context.fleet.restart(task.slot);
  return { TaskId: task.taskId };
}

/** StopLivePullToPush: running or retrying tasks only. */
export function stopTask(context: OperationContext): Record<string, unknown> {
  const task = namedTask(context);
  if (task.state.kind === 'exited') throw noSuchTask();
  if (task.state.kind === 'stopped') throw new ApiError('CodeTaskHasStopped', 'The task has stopped.');
  // The code for a task that has not begun could not be read in the docs.
  if (!isActive(task.state)) throw invalidParameter('The task has not started');
  context.fleet.stop(task.slot);
  return { TaskId: task.taskId };
}

/** DeleteLivePullToPush: any task; it leaves the list at once. */
export function deleteTask(context: OperationContext): Record<string, unknown> {
  context.fleet.remove(namedTask(context).slot);
  return { ...FINE };
}
