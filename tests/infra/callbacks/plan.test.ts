import { describe, expect, it } from 'vitest';
import { stepFor, type Wish } from '../../../infra/callbacks/plan.ts';
import type { CallbackPlace } from '../../../lib/live/callback-task.ts';
import type { TaskStatus } from '../../../lib/monitor/relay-task.ts';
import { aCallbackTask, OTHER, OURS } from './a-callback-task.ts';

describe('the step for a relay', () => {
  it.each<[Wish, string, CallbackPlace | null, object]>([
    ['ours', 'no callback', null, { kind: 'changed' }],
    ['ours', 'ours', OURS, { kind: 'kept' }],
    ['ours', "another's", OTHER, { kind: 'left', why: 'it has another CallbackUrl, which --replace would replace' }],
    ['ours-instead', 'no callback', null, { kind: 'changed' }],
    ['ours-instead', 'ours', OURS, { kind: 'kept' }],
    ['ours-instead', "another's", OTHER, { kind: 'changed' }],
    ['not-ours', 'no callback', null, { kind: 'kept' }],
    ['not-ours', 'ours', OURS, { kind: 'changed' }],
    ['not-ours', "another's", OTHER, { kind: 'left', why: 'its CallbackUrl is not ours' }],
  ])('by the wish %s, with %s', (wish, _, callback, step) => {
    expect(stepFor(aCallbackTask({ callback }), wish)).toEqual(step);
  });

  it.each<[TaskStatus, object]>([
    ['running', { kind: 'changed' }],
    ['recovering', { kind: 'changed' }],
    ['stopped', { kind: 'changed' }],
    ['idle', { kind: 'left', why: expect.stringContaining('not started') }],
    ['exited', { kind: 'left', why: 'it has ended' }],
    ['unknown', { kind: 'left', why: expect.stringContaining('status') }],
  ])('follows what Live documents for a relay that is %s', (status, step) => {
    expect(stepFor(aCallbackTask({ status }), 'ours')).toEqual(step);
    expect(stepFor(aCallbackTask({ status, callback: OURS }), 'not-ours')).toEqual(step);
    expect(stepFor(aCallbackTask({ status, callback: OURS }), 'ours')).toEqual({ kind: 'kept' });
  });

  it('needs a task id', () => {
    expect(stepFor(aCallbackTask({ taskId: '' }), 'ours')).toEqual({ kind: 'left', why: 'Live gave no task id' });
  });
});
