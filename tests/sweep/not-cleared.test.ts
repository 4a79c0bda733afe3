import { expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';

const LEFT = { count: 3, host: 'state.oss-cn-hangzhou.aliyuncs.com', code: 'AccessDenied' };

it('tells once a sweep, and in its summary, that old snapshots are left', async () => {
  const world = new World();
  world.add('studio');
  await world.sweep();
  const { store } = world;
  world.store = { ...store, notCleared: () => ({ ...LEFT, problem: 'old snapshots cannot be cleared away: …' }) };
  world.logged.length = 0;
  const summary = await world.sweepAfter(60);
  expect(summary?.state).toMatchObject({ ok: true, notCleared: LEFT });
  expect(world.logged).toEqual([{ event: 'state_not_cleared', ...LEFT }]);
  world.store = store;
  expect((await world.sweepAfter(60))?.state).not.toHaveProperty('notCleared');
  expect(world.logged).toHaveLength(1);
});
