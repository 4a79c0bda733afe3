import { createTask } from './create-task.ts';
import { listTasks } from './list-tasks.ts';
import { deleteTask, describeTask, restartTask, stopTask } from './one-task.ts';
import type { Operation } from './operation.ts';
import { updateTask } from './update-task.ts';

/** Source: ApsaraVideo Live API 2016-11-01. No batch operation exists. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['DescribeLivePullToPushList', listTasks],
  ['DescribeLivePullToPush', describeTask],
  ['CreateLivePullToPush', createTask],
  ['UpdateLivePullToPush', updateTask],
  ['RestartLivePullToPush', restartTask],
  ['StopLivePullToPush', stopTask],
  ['DeleteLivePullToPush', deleteTask],
]);
