import { NO_REASON, type Verdict } from './judge.ts';
import type { RelayTask } from './relay-task.ts';

/** Where a vod or url task is, and for how many sweeps it has been there. Plain data: it is kept in the state. */
export type Position = readonly [fileIndex: number, offsetSeconds: number, sweeps: number];

/** Positions by subject; one entry a running vod or url task, so it is kept only where the policy asks for it. */
export type Positions = Readonly<Record<string, Position>>;

/** The position of a task that should make progress; null for any other task. @param before where it was in the last sweep */
export function positionOf(task: RelayTask, before: Position | undefined): Position | null {
  const { status, sourceType, currentFileIndex, currentOffsetSeconds } = task;
  if (status !== 'running' || (sourceType !== 'vod' && sourceType !== 'url')) return null;
  if (currentFileIndex === null || currentOffsetSeconds === null) return null;
  const stands = before?.[0] === currentFileIndex && before[1] === currentOffsetSeconds;
  return [currentFileIndex, currentOffsetSeconds, stands ? before[2] + 1 : 0];
}

/** A healthy task that has not moved for `afterSweeps` sweeps is stalled; 0 looks at none. */
export function withStandstill(verdict: Verdict, position: Position | null, afterSweeps: number): Verdict {
  if (verdict.kind !== 'healthy' || position === null || afterSweeps === 0 || position[2] < afterSweeps) return verdict;
  return { kind: 'stalled', severity: 'warning', reason: NO_REASON };
}
