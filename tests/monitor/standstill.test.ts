import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../lib/monitor/judge.ts';
import { type Position, positionOf, withStandstill } from '../../lib/monitor/standstill.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const HEALTHY: Verdict = { kind: 'healthy', severity: 'none', reason: 'none' };
const vod = (parts: object = {}) =>
  aTask({ sourceType: 'vod', currentFileIndex: 1, currentOffsetSeconds: 30, ...parts });

describe('a vod task', () => {
  it.each<[string, Position | undefined, Position]>([
    ['is seen for the first time', undefined, [1, 30, 0]],
    ['has moved within its file', [1, 20, 4], [1, 30, 0]],
    ['has come to another file', [0, 30, 4], [1, 30, 0]],
    ['has not moved', [1, 30, 4], [1, 30, 5]],
  ])('%s', (_, before, after) => {
    expect(positionOf(vod(), before)).toEqual(after);
  });

  it('is stalled when it has not moved for as many sweeps as the policy says', () => {
    expect(withStandstill(HEALTHY, [1, 30, 2], 3)).toEqual(HEALTHY);
    expect(withStandstill(HEALTHY, [1, 30, 3], 3)).toMatchObject({ kind: 'stalled', severity: 'warning' });
  });

  it('is never stalled when the policy does not ask', () => {
    expect(withStandstill(HEALTHY, [1, 30, 99], 0)).toEqual(HEALTHY);
  });

  it('keeps a verdict that says more', () => {
    const stopped: Verdict = { kind: 'stopped', severity: 'critical', reason: 'PullStreamFailed' };
    expect(withStandstill(stopped, [1, 30, 99], 3)).toEqual(stopped);
  });
});

describe('no position has', () => {
  it.each([
    ['a live task', aTask({ sourceType: 'live', currentFileIndex: 0, currentOffsetSeconds: 0 })],
    ['a task that does not run', vod({ status: 'stopped' })],
    ['a task that tells none', vod({ currentOffsetSeconds: null })],
  ])('%s', (_, task) => {
    expect(positionOf(task, undefined)).toBeNull();
  });
});
