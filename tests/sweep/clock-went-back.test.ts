import { expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';

it('a sweep whose clock went back says so, once, and the next one goes on', async () => {
  const world = new World();
  world.add('studio-1');
  await world.sweep();
  world.clock.stepWallClock(-3_600_000);
  await world.sweepAfter(60);
  await world.sweepAfter(60);
  const said = world.logged.filter(({ event }) => event === 'clock_went_back');
  expect(said).toEqual([{ event: 'clock_went_back', since: '2026-03-01T08:00:00.000Z', problem: expect.any(String) }]);
});
