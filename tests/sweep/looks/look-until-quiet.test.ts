import { describe, expect, it } from 'vitest';
import { World } from '../../../stand-ins/simulation/world.ts';
import { stopMany, watched } from './a-watched-world.ts';

const kindsHeard = (world: World) =>
  world.heard.filter(({ channel }) => channel === 'pager').map(({ notification: { kind } }) => kind);

describe('looking until no hint waits', () => {
  it('tells of what is named, and is over', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped');
    expect(await world.lookUntilQuiet(30_000)).toBe('quiet');
    expect(kindsHeard(world)).toEqual(['open']);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('lingers for hints that come without anybody being woken', async () => {
    const world = await watched();
    world.set('relay-1', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-1', 'stopped');
    const later = world.clock.sleep(1_200).then(async () => {
      world.set('relay-2', 'stopped', 'PushStreamFailed');
      await world.callBack('relay-2', 'stopped');
    });
    await world.lookUntilQuiet(30_000, { lingerMs: 1_500 });
    await later;
    expect(kindsHeard(world)).toEqual(['open', 'open']);
  });

  it('tries again while another holds the state, for as long as it may', async () => {
    const world = await watched();
    await world.holdState(8);
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped');
    const beganMs = world.clock.monotonicMs();
    expect(await world.lookUntilQuiet(30_000)).toBe('quiet');
    expect(kindsHeard(world)).toEqual(['open']);
    expect(world.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(8_000);

    await world.holdState(60);
    world.set('relay-8', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-8', 'stopped');
    const againMs = world.clock.monotonicMs();
    expect(await world.lookUntilQuiet(5_000)).toBe('quiet');
    expect(world.clock.monotonicMs() - againMs).toBeLessThanOrEqual(6_000);
    expect(kindsHeard(world)).toEqual(['open']);
  });

  it('says so when so much changed that the lists should be read', async () => {
    const world = await watched(60);
    await stopMany(world, 40);
    expect(await world.lookUntilQuiet(30_000)).toBe('storm');
    expect(kindsHeard(world)).toEqual([]);
  });

  it('is over at once without a sweep before, or without time', async () => {
    const world = new World();
    world.expectCallbacks();
    await world.callBack('relay-1', 'stopped');
    expect(await world.lookUntilQuiet(30_000)).toBe('quiet');
    const ready = await watched();
    await ready.callBack('relay-1', 'stopped');
    expect(await ready.lookUntilQuiet(0)).toBe('quiet');
    expect(ready.asked).toEqual([]);
  });
});
