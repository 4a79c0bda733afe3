import { expect, it } from 'vitest';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/** A world in which a sweep takes 100 seconds, or as long as one of the operations is said to take. */
async function aWorld(leaseSeconds: number): Promise<World> {
  const world = new World({ pager: 120 }, { leaseSeconds });
  for (let n = 0; n < 10; n++)
    world.add(`studio-${n}`, { destinationKey: `d${n}`, region: world.regions[n % 2] ?? '' });
  await world.sweep();
  world.set('studio-2', 'stopped', 'PullStreamFailed');
  // two lists, read at the same time
  world.takes = (doing) => (doing === 'list' ? 100_000 : 0);
  return world;
}

/** A timer that starts a sweep every minute, whether or not one is under way. @returns why each was not complete */
async function ticks(world: World, minutes: number): Promise<readonly string[][]> {
  const run = async () => {
    const sweeps: Promise<SweepSummary | null>[] = [];
    for (let minute = 0; minute < minutes; minute++) {
      sweeps.push(world.sweep());
      await world.clock.sleep(60_000);
    }
    return Promise.all(sweeps);
  };
  const summaries = await world.clock.run(run());
  return summaries.map((summary) => [...(summary?.sweep.reasons ?? ['died'])]);
}

const pages = ({ heard }: World) => heard.map(({ notification }) => notification.kind);
const held = [expect.stringMatching(/^another sweep is under way \(its lease ends at /)];

it('sweeps that take longer than their lease are not taken for dead, and page', async () => {
  const world = await aWorld(30);
  expect(await ticks(world, 4)).toEqual([[], held, [], held]);
  expect(pages(world)).toEqual(['open']);
});

it('a long sweep that dies is waited for no longer than its lease', async () => {
  const world = await aWorld(30);
  const died = world.sweep({ doing: 'save 2', after: true });
  const next = world.clock.sleep(46_000).then(() => world.sweep());
  const [one, other] = await world.clock.run(Promise.all([died, next]));
  expect(one).toBeNull();
  expect(other?.sweep.complete).toBe(true);
});

it('a store that does not take a renewal is no reason to stop', async () => {
  const world = await aWorld(30);
  let renewals = 0;
  world.takes = (doing) => {
    if (doing === 'list') return 100_000;
    if (doing !== 'save 2') return 0;
    renewals += 1;
    return Number.POSITIVE_INFINITY;
  };
  expect(await ticks(world, 1)).toEqual([[]]);
  expect([renewals, pages(world), world.published.length]).toEqual([1, ['open'], 2]);
  expect((await world.store.load()).snapshot?.lease).toBeNull();
});

it('a lease that was renewed is given back by a sweep that could save nothing else', async () => {
  const world = await aWorld(30);
  const { create } = world.store;
  world.takes = (doing) => (doing === 'list' ? 40_000 : 0);
  world.store.create = (number, snapshot, signal) => {
    // the disk is full once that the lease was renewed
    if (snapshot.savedAt > '2026-03-01T08:00:40') throw new Error('full');
    return create(number, snapshot, signal);
  };
  await ticks(world, 1);
  const { snapshot, newest } = await world.store.load();
  expect([newest, snapshot?.lease]).toEqual([3, null]);
});
