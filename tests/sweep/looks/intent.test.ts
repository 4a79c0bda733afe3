import { describe, expect, it } from 'vitest';
import type { Hint } from '../../../lib/monitor/hint.ts';
import { judge } from '../../../lib/monitor/judge.ts';
import { DEFAULT_POLICY } from '../../../lib/monitor/policy.ts';
import type { RelayTask } from '../../../lib/monitor/relay-task.ts';
import { sightingOf, subjectOf } from '../../../lib/monitor/sightings.ts';
import { idsStoppedByUser, isBare, withIntent, withIntents } from '../../../lib/sweep/looks/intent.ts';
import { aTask } from '../../../stand-ins/simulation/a-task.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';

const now = new VirtualClock().nowUtc();
const seen = (taskId: string, parts: Partial<RelayTask>) => {
  const task = aTask({ taskId, ...parts });
  return sightingOf(task, subjectOf(task, taskId), judge(task, now, DEFAULT_POLICY));
};
const bare = seen('bare', { status: 'stopped', statusCode: 3 });
const failed = seen('failed', { status: 'stopped', statusCode: 3, invalidReason: 'PullStreamFailed' });
const running = seen('running', {});
const hint = (taskId: string, byUser: boolean): Hint => ({
  taskId,
  region: null,
  status: 'stopped',
  eventSeconds: null,
  byUser,
});

describe('what callbacks say of intent', () => {
  it('counts for a stop without a reason alone', () => {
    expect([bare, failed, running].map(isBare)).toEqual([true, false, false]);
    expect(withIntent(bare).verdict).toEqual({ kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' });
    expect(withIntent(failed)).toBe(failed);
    expect(withIntent(running)).toBe(running);
  });

  it('is taken from the hints that say it', () => {
    expect(idsStoppedByUser([hint('a', true), hint('b', false), hint('a', false)])).toEqual(new Set(['a']));
  });

  it('is remembered by the key of the relay for as long as it shows such a stop', () => {
    const all = [bare, failed, running];
    const first = withIntents(all, [hint('bare', true), hint('failed', true), hint('running', true)], []);
    expect(first.stoppedByUser).toEqual(['cn-shanghai/bare']);
    expect(first.sightings.map(({ verdict }) => verdict.kind)).toEqual(['stopped-by-user', 'stopped', 'healthy']);
    const next = withIntents(all, [], first.stoppedByUser);
    expect(next.stoppedByUser).toEqual(['cn-shanghai/bare']);
    expect(withIntents([running, failed], [], next.stoppedByUser).stoppedByUser).toEqual([]);
  });

  it('leaves everything as it is where there is none', () => {
    const all = [bare, failed, running];
    expect(withIntents(all, [hint('bare', false)], [])).toEqual({ sightings: all, stoppedByUser: [] });
  });
});
