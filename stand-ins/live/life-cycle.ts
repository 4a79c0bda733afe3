import type { Reason, TaskSchedule, TaskState } from './task.ts';

/** A source or destination that is down, which a task meets when it starts. */
export interface Outage {
  readonly sinceMs: number;
  readonly reason: Reason;
}

/**
 * What a task is at `nowMs`: scheduled tasks start, retries run out, the end time removes.
 * Reference: the states of pull-to-push tasks; from fault to stop it takes RetryCount times RetryInterval.
 * @param outage of a host the task needs, if one is down
 */
export function stateAt(schedule: TaskSchedule, remembered: TaskState, nowMs: number, outage?: Outage): TaskState {
  if (remembered.kind === 'exited') return remembered;
  if (nowMs >= schedule.endMs) return { kind: 'exited', atMs: schedule.endMs, reason: 'OverEndTime' };
  switch (remembered.kind) {
    case 'scheduled':
      return nowMs >= schedule.startMs ? started(schedule, nowMs, outage) : remembered;
    case 'recovering':
      return nowMs >= retriesEndMs(schedule, remembered.sinceMs)
        ? { kind: 'stopped', reason: remembered.reason }
        : remembered;
    case 'running':
    case 'stopped':
      return remembered;
  }
}

/** When a task that is in this state changes by itself; Infinity when it does not any more. */
export function nextChangeMs(schedule: TaskSchedule, state: TaskState): number {
  switch (state.kind) {
    case 'scheduled':
      return Math.min(schedule.startMs, schedule.endMs);
    case 'recovering':
      return Math.min(retriesEndMs(schedule, state.sinceMs), schedule.endMs);
    case 'running':
    case 'stopped':
      return schedule.endMs;
    case 'exited':
      return Number.POSITIVE_INFINITY;
  }
}

/** When the retries of a fault that began at `sinceMs` are used up. */
function retriesEndMs(schedule: TaskSchedule, sinceMs: number): number {
  return sinceMs + schedule.retryCount * schedule.retryIntervalSeconds * 1000;
}

function started(schedule: TaskSchedule, nowMs: number, outage: Outage | undefined): TaskState {
  if (outage === undefined) return { kind: 'running' };
  const sinceMs = Math.max(schedule.startMs, outage.sinceMs);
  return stateAt(schedule, { kind: 'recovering', sinceMs, reason: outage.reason }, nowMs);
}
