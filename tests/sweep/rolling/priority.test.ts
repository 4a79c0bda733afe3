import { describe, expect, it } from 'vitest';
import type { World } from '../../../stand-ins/simulation/world.ts';
import { aLargeWorld, sweeps, told } from './a-large-world.ts';

const LAP = 5;
const minutesFrom = (world: World, minutes: number) => world.clock.nowUtc().plus({ minutes }).toMillis();

describe('relays with priority', () => {
  it('that are faulty are asked for in every sweep, and their end is told in the next', async () => {
    const world = aLargeWorld();
    await sweeps(world, LAP);
    world.set('cn-shanghai-399', 'stopped', 'PullStreamFailed');
    await sweeps(world, LAP);
    for (const status of ['running', 'stopped', 'running', 'stopped'] as const) {
      world.set('cn-shanghai-399', status, status === 'stopped' ? 'PullStreamFailed' : null);
      await sweeps(world, 1);
      const known = (await world.remembered())?.incidents.map(({ down }) => down);
      expect(known).toEqual([status === 'stopped']);
    }
    expect(told(world).map((one) => one.split(' ')[0])).toEqual(['open', 'resolved', 'flapping']);
  });

  it.each([
    ['does not start', 'idle', null, 'missed-start'],
    ['starts and stops', 'stopped', 'PullStreamFailed', 'stopped'],
  ] as const)('that was about to start and %s is told within a minute', async (_, status, reason, verdict) => {
    const world = aLargeWorld();
    world.add('cn-shanghai-399', { startMs: minutesFrom(world, 16), destinationKey: 'late' });
    world.set('cn-shanghai-399', 'idle');
    await sweeps(world, 17);
    expect(told(world)).toEqual([]);
    world.set('cn-shanghai-399', status, reason);
    await sweeps(world, 2);
    expect((await world.remembered())?.incidents.map((one) => one.verdict)).toEqual([verdict]);
    expect(told(world)).toHaveLength(1);
  });

  const expecting = (name: string, atLeast: number) =>
    aLargeWorld({ expectations: [{ name: 'main', match: { name }, atLeast }] });

  it('that count for what must run are asked for in every sweep, and their stop is told in the next', async () => {
    const world = expecting('cn-shanghai-15*', 1);
    await sweeps(world, 2 * LAP);
    for (const id of ['cn-shanghai-105', 'cn-shanghai-155']) world.set(id, 'stopped', 'PullStreamFailed');
    await sweeps(world, 1);
    expect((await world.remembered())?.incidents.map(({ taskId }) => taskId)).toEqual(['cn-shanghai-155']);
  });

  it('are not those of which more than 200 must run', async () => {
    const asked = async (atLeast: number) => {
      const world = expecting('cn-shanghai-*', atLeast);
      await sweeps(world, 2 * LAP);
      return new Set(world.asked).size;
    };
    expect([(await asked(200)) > 0, await asked(201)]).toEqual([true, 0]);
  });

  it('that Live does not know any more are closed as removed at once', async () => {
    const world = aLargeWorld();
    await sweeps(world, LAP);
    world.set('cn-shanghai-399', 'stopped', 'PullStreamFailed');
    await sweeps(world, LAP);
    world.tasks.delete('cn-shanghai-399');
    await sweeps(world, 1);
    expect(world.heard.at(-1)?.notification).toMatchObject({ kind: 'resolved', endings: { removed: 1 } });
  });

  it.each(['first', 'last'])('that are new and stand %s in their list are seen in the next sweep', async (where) => {
    const world = aLargeWorld();
    await sweeps(world, LAP + 1);
    const before = [...world.tasks];
    if (where === 'first') world.tasks.clear();
    world.add('new', { startMs: minutesFrom(world, 0), destinationKey: 'new' });
    world.set('new', 'stopped', 'PullStreamFailed');
    if (where === 'first') for (const [id, task] of before) world.tasks.set(id, task);
    await sweeps(world, 1);
    expect(told(world)).toHaveLength(1);
  });

  it('are told before the lists are read: a page does not wait for the end of the sweep', async () => {
    const world = aLargeWorld();
    await sweeps(world, LAP);
    world.set('cn-shanghai-399', 'stopped', 'PullStreamFailed');
    await sweeps(world, LAP);
    world.time = { readingMs: 50_000 };
    world.set('cn-shanghai-399', 'running');
    const startMs = world.clock.nowUtc().toMillis() + 60_000;
    world.takes = (doing) => (doing === 'list' ? 2_000 : 0);
    await sweeps(world, 1);
    expect(told(world).slice(1)).toEqual(['resolved source 1']);
    expect((world.heard.at(-1)?.atMs ?? 0) - startMs).toBeLessThan(2_000);
    expect(world.logged.filter(({ event }) => event === 'clock_went_back')).toEqual([]);
  });
});
