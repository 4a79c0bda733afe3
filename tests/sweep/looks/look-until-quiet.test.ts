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

  it('is over at once when another look is at work: of those that many receivers wake, one is enough', async () => {
    const world = await watched();
    await world.holdState(8, 'glance');
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped');
    const beganMs = world.clock.monotonicMs();
    expect(await world.lookUntilQuiet(30_000)).toBe('quiet');
    expect(world.clock.monotonicMs() - beganMs).toBeLessThan(500);
    expect(await world.hints?.waiting(10)).toHaveLength(1);
  });

  it('loses no hint to that, whenever it comes: the look at work looks once more after its end', async () => {
    for (let at = 0; at < 3_000; at += 125) {
      const world = await watched();
      world.takes = () => 40;
      world.set('relay-1', 'stopped', 'PullStreamFailed');
      await world.callBack('relay-1', 'stopped');
      const second = world.clock.sleep(at).then(async () => {
        world.set('relay-2', 'stopped', 'PushStreamFailed');
        await world.callBack('relay-2', 'stopped');
        return world.lookUntilQuiet(30_000);
      });
      await world.clock.run(Promise.all([world.lookUntilQuiet(30_000), second]));
      expect(kindsHeard(world), `${at} ms later`).toEqual(['open', 'open']);
      expect(await world.hints?.waiting(10)).toEqual([]);
    }
  });

  it('goes on with relays that have an incident as soon as another look has ended', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(40);
    await world.holdState(4, 'glance');
    await world.callBack('relay-7', 'running');
    world.set('relay-7', 'running');
    await world.lookUntilQuiet(30_000, { lookForMs: 20_000 });
    expect(kindsHeard(world)).toEqual(['open', 'resolved']);
  });

  it('asks for relays whose fault is young without a callback, and for others only with one', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(40);
    const young = { lookForMs: 20_000, youngMs: 600_000 };
    await world.lookUntilQuiet(20_000, young);
    const asked = world.asked.length;
    expect(asked).toBeGreaterThan(20);
    await world.sweepAfter(600);
    const beganMs = world.clock.monotonicMs();
    await world.lookUntilQuiet(20_000, young);
    // the state is given back at once: in a function each second is paid
    expect(world.clock.monotonicMs() - beganMs).toBeLessThan(500);
    expect(world.asked).toHaveLength(asked);
    world.set('relay-7', 'running');
    await world.callBack('relay-7', 'running');
    await world.lookUntilQuiet(20_000, young);
    expect(kindsHeard(world)).toEqual(['open', 'resolved']);
  });

  it('loads the state once', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped');
    const { store } = world;
    let loads = 0;
    world.store = {
      ...store,
      load: (...asked) => {
        loads += 1;
        return store.load(...asked);
      },
    };
    expect(await world.glance()).toBe('done');
    expect(kindsHeard(world)).toEqual(['open']);
    expect(loads).toBe(1);
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
