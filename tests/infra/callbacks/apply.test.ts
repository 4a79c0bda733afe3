import { describe, expect, it } from 'vitest';
import { applyCallbacks } from '../../../infra/callbacks/apply.ts';
import type { Wish } from '../../../infra/callbacks/plan.ts';
import { liveErrorFromAnswer } from '../../../lib/live/answer-errors.ts';
import type { CallbackApi, CallbackUpdate } from '../../../lib/live/callback-client.ts';
import type { CallbackTask } from '../../../lib/live/callback-task.ts';
import { aCallbackTask, OTHER, OURS } from './a-callback-task.ts';

const URL = 'https://relays.example.com/v1/token';

const refusal = (code: string, httpStatus = 400) =>
  liveErrorFromAnswer(
    { code, httpStatus, requestId: null, retryAfterMs: null },
    { action: 'UpdateLivePullToPush', region: 'cn-shanghai', host: 'live.aliyuncs.com' },
  );

/** Live in memory. @param onUpdate may answer for itself: with what the task is then, or by failing */
function liveWith(
  given: readonly CallbackTask[],
  onUpdate: (task: CallbackTask, request: CallbackUpdate) => CallbackTask | undefined = () => undefined,
) {
  const tasks = new Map(given.map((task) => [task.taskId, task]));
  const updates: CallbackUpdate[] = [];
  let underWay = 0;
  let most = 0;
  const api: CallbackApi = {
    list: () => Promise.reject(new Error('nobody lists here')),
    async describe({ taskId }) {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return tasks.get(taskId) ?? null;
    },
    async update(request) {
      updates.push(request);
      const task = tasks.get(request.taskId) ?? aCallbackTask();
      const next = onUpdate(task, request) ?? { ...task, callback: request.callbackUrl === '' ? null : OURS };
      tasks.set(request.taskId, next);
    },
  };
  const apply = (wish: Wish = 'ours') => applyCallbacks(api, given, { wish, urlFor: (region) => `${URL}/${region}` });
  return { api, apply, updates, tasks, most: () => most };
}

const named = (count: number, changed: Partial<CallbackTask> = {}) =>
  Array.from({ length: count }, (_, index) => aCallbackTask({ taskId: `task-${index}`, ...changed }));
const stepsOf = ({ results }: Awaited<ReturnType<typeof applyCallbacks>>) => results.map(({ step }) => step);

describe('giving relays our CallbackUrl', () => {
  it('sends nothing but it, and of files the rounds that are left out otherwise', async () => {
    const [live, vod] = [
      aCallbackTask({ taskId: 'live', sourceType: 'live', repeatNumber: 0 }),
      aCallbackTask({ taskId: 'vod', sourceType: 'vod', repeatNumber: -1 }),
    ];
    const { apply, updates } = liveWith([live, vod]);
    const outcome = await apply();
    expect(stepsOf(outcome)).toEqual([{ kind: 'changed' }, { kind: 'changed' }]);
    expect(outcome.stoppedBy).toBeNull();
    const { region } = live;
    expect(updates).toEqual([
      { region, taskId: 'live', callbackUrl: `${URL}/${region}`, repeatNumber: null },
      { region, taskId: 'vod', callbackUrl: `${URL}/${region}`, repeatNumber: -1 },
    ]);
  });

  it('sends an empty one to take it away', async () => {
    const { apply, updates } = liveWith([aCallbackTask({ callback: OURS })]);
    expect(stepsOf(await apply('not-ours'))).toEqual([{ kind: 'changed' }]);
    expect(updates).toMatchObject([{ callbackUrl: '' }]);
  });

  it('judges again by what Live says now: somebody may have been there since', async () => {
    const { apply, updates, tasks } = liveWith(named(4));
    tasks.set('task-0', aCallbackTask({ callback: OTHER }));
    tasks.set('task-1', aCallbackTask({ callback: OURS }));
    tasks.set('task-2', aCallbackTask({ status: 'exited' }));
    tasks.delete('task-3');
    expect(stepsOf(await apply()).map((step) => [step.kind, 'why' in step && step.why])).toEqual([
      ['left', expect.stringContaining('another CallbackUrl')],
      ['kept', false],
      ['left', 'it has ended'],
      ['left', 'it is gone'],
    ]);
    expect(updates).toEqual([]);
  });

  it('changes no other relay when more than the CallbackUrl of the first changed', async () => {
    const { apply, updates } = liveWith(named(30), (task) => ({ ...task, callback: OURS, restKey: 'other' }));
    const { results, stoppedBy } = await apply();
    expect(updates).toHaveLength(1);
    expect(results).toEqual([]);
    expect(stoppedBy).toMatchObject({ reason: 'more-changed', message: expect.stringContaining('/task-0: ') });
  });

  it('begins no other relay when it happens later', async () => {
    const { apply, updates } = liveWith(named(60), (task) =>
      task.taskId === 'task-9' ? { ...task, callback: OURS, restKey: 'other' } : undefined,
    );
    const { stoppedBy } = await apply();
    expect(stoppedBy).toMatchObject({ reason: 'more-changed', message: expect.stringContaining('/task-9: ') });
    expect(updates.length).toBeLessThan(16);
  });

  it('says of a relay that Live accepted the change and did not make it', async () => {
    const { apply } = liveWith(named(2), (task) => task);
    expect(stepsOf(await apply())).toEqual(Array(2).fill({ kind: 'left', why: expect.stringContaining('accepted') }));
  });

  it('goes on after a refusal that is of one relay', async () => {
    const { apply } = liveWith(named(3), ({ taskId }) => {
      if (taskId === 'task-0') throw refusal('InvalidParameter');
      if (taskId === 'task-1') throw refusal('CodeTaskNotExist');
      return undefined;
    });
    const outcome = await apply();
    expect(outcome.stoppedBy).toBeNull();
    expect(stepsOf(outcome)).toEqual([
      { kind: 'left', why: expect.stringContaining('InvalidParameter') },
      { kind: 'left', why: 'it is gone' },
      { kind: 'changed' },
    ]);
  });

  it.each(['Forbidden.RAM', 'SignatureDoesNotMatch', 'InternalError', 'Throttling.User'])(
    'ends at a failure that every relay would have: %s',
    async (code) => {
      const { apply, updates } = liveWith(named(20), () => {
        throw refusal(code, 403);
      });
      const { results, stoppedBy } = await apply();
      expect([results, updates.length]).toEqual([[], 1]);
      expect(stoppedBy?.message).toContain(code);
    },
  );

  it('has a few relays under way at once', async () => {
    const { apply, most } = liveWith(named(40));
    expect(stepsOf(await apply())).toHaveLength(40);
    expect(most()).toBe(5);
  });

  it('does nothing for nobody', async () => {
    expect(await liveWith([]).apply()).toEqual({ results: [], stoppedBy: null });
  });
});
