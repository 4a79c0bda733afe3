import { describe, expect, it, vi } from 'vitest';
import { Census } from '../../../lib/live/census.ts';
import type { World } from '../../../stand-ins/simulation/world.ts';
import { stopMany, watched } from './a-watched-world.ts';

const heardBy = (world: World, by = 'pager') =>
  world.heard.filter(({ channel }) => channel === by).map(({ notification: { kind } }) => kind);

async function forge(world: World, count: number, round = 0): Promise<void> {
  for (let at = 0; at < count; at++) await world.callBack(`made-up-${round}-${at}`, 'stopped');
}

describe('a flood of callbacks about relays that do not exist', () => {
  it('does not hide the true one among them', async () => {
    const world = await watched();
    await forge(world, 5_000);
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped');
    await forge(world, 5_000, 1);
    const beganMs = world.clock.monotonicMs();
    await world.lookUntilQuiet(30_000);
    expect(heardBy(world)).toEqual(['open']);
    expect(world.clock.monotonicMs() - beganMs).toBeLessThan(3_000);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('costs no more than sixty calls a minute, and nobody is told', async () => {
    const world = await watched();
    for (let second = 0; second < 60; second++) {
      await forge(world, 167, second);
      await world.lookUntilQuiet(1_000, { lookForMs: 0 });
      world.clock.pass(1_000);
    }
    expect(world.asked.length).toBeLessThanOrEqual(60);
    expect(heardBy(world)).toEqual([]);
  });

  it('leaves calls for a true one that comes after it', async () => {
    const world = await watched();
    await forge(world, 1_000);
    await world.lookUntilQuiet(5_000);
    const spent = world.asked.length;
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(15);
    world.set('relay-3', 'stopped', 'PushStreamFailed');
    await world.callBack('relay-3', 'stopped');
    await world.lookUntilQuiet(5_000);
    expect(heardBy(world)).toEqual(['open']);
    expect(world.asked.at(-1)).toBe('cn-shanghai/relay-3');
  });

  it('is told from a storm: true callbacks are no reason to ask for fewer', async () => {
    const world = await watched(60);
    await forge(world, 300);
    await stopMany(world, 40);
    expect(await world.lookUntilQuiet(30_000)).toBe('storm');
    expect(world.asked.every((one) => !one.includes('made-up'))).toBe(true);
    await world.sweep();
    expect(heardBy(world)).toEqual(['open']);
  });

  it('does not keep a new relay, which no sweep has seen, from being asked for', async () => {
    const world = await watched();
    world.add('relay-new', { destinationKey: 'place-new' });
    world.set('relay-new', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-new', 'stopped');
    await world.lookUntilQuiet(5_000);
    expect(heardBy(world)).toEqual(['open']);
  });

  it('cannot use up what true callbacks may cost, since those are not counted', async () => {
    const world = await watched(200);
    for (let round = 0; round < 6; round++) {
      for (let at = 0; at < 15; at++) {
        const id = `relay-${round * 15 + at}`;
        world.set(id, 'stopped', 'PullStreamFailed');
        await world.callBack(id, 'stopped');
      }
      await world.lookUntilQuiet(3_000);
    }
    expect(new Set(world.asked).size).toBe(90);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('is looked into as before where the list of relays cannot be read', async () => {
    const world = await watched();
    const { hints } = world;
    if (!hints) throw new Error('no hints are expected');
    world.hints = { ...hints, roster: { ...hints.roster, read: () => Promise.reject(new Error('it is gone')) } };
    await forge(world, 500);
    await world.lookUntilQuiet(5_000);
    // thirty at once, and one every two seconds
    expect(world.logged).toContainEqual(expect.objectContaining({ event: 'roster_not_read' }));
    expect(world.asked.length).toBeLessThanOrEqual(33);
    expect(heardBy(world)).toEqual([]);
  });
});

describe('the list of relays', () => {
  it('is kept by the first complete sweep, and again when it changed, but not with each sweep', async () => {
    const world = await watched();
    world.livesOn = true;
    const { hints } = world;
    if (!hints) throw new Error('no hints are expected');
    let kept = 0;
    world.hints = {
      ...hints,
      roster: {
        ...hints.roster,
        keep: (roster, signal) => {
          kept += 1;
          return hints.roster.keep(roster, signal);
        },
      },
    };
    await world.sweepAfter(60);
    expect(kept).toBe(1);
    for (let minute = 0; minute < 15; minute++) await world.sweepAfter(60);
    expect(kept).toBe(1);
    world.add('relay-new', { destinationKey: 'place-new' });
    for (let minute = 0; minute < 15; minute++) await world.sweepAfter(60);
    expect(kept).toBe(2);
    expect((await hints.roster.read())?.length).toBe(41);
  });

  it('is made no more often than it may be kept, though it stays the same', async () => {
    const world = await watched();
    world.livesOn = true;
    const made = vi.spyOn(Census.prototype, 'rosterEntries');
    for (let minute = 0; minute < 30; minute++) await world.sweepAfter(60);
    // in each of two regions, at the start and after ten and twenty minutes
    expect(made).toHaveBeenCalledTimes(2 * 3);
    made.mockRestore();
  });

  it('that cannot be kept keeps no sweep from its end', async () => {
    const world = await watched();
    const { hints } = world;
    if (!hints) throw new Error('no hints are expected');
    world.hints = { ...hints, roster: { ...hints.roster, keep: () => Promise.reject(new Error('read only')) } };
    world.livesOn = true;
    expect((await world.sweepAfter(600))?.sweep.complete).toBe(true);
    expect(world.logged).toContainEqual(expect.objectContaining({ event: 'roster_not_kept' }));
  });
});
