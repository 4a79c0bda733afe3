import { createTask } from './create-task.ts';
import type { Fleet } from './fleet.ts';
import { listTasks } from './list-tasks.ts';
import type { Oddities } from './oddities.ts';
import { deleteTask, describeTask, restartTask, stopTask } from './one-task.ts';
import type { Parameters } from './parameters.ts';
import { updateTask } from './update-task.ts';

/** What an operation works on. The fleet was advanced to now. */
export interface OperationContext {
  readonly fleet: Fleet;
  readonly oddities: Oddities;
  readonly parameters: Parameters;
}

/** Gives the body without RequestId. @throws ApiError */
export type Operation = (context: OperationContext) => Record<string, unknown>;

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

/** What all of them are called with. */
export const API_VERSION = '2016-11-01';
