import { describe, expect, it } from 'vitest';
import { EXPECTATION } from '../../../lib/monitor/sightings.ts';
import { aLargeWorld, sweeps, told } from './a-large-world.ts';

const LAP = 5;

describe('a fleet that one sweep cannot read', () => {
  it('is read in laps: that time runs out is normal, and a lap counts each relay once', async () => {
    const world = aLargeWorld();
    const all = await sweeps(world, 12);
    expect(told(world)).toEqual([]);
    expect(all.map((one) => one?.sweep.complete)).toEqual([...Array(4).fill(false), ...Array(8).fill(true)]);
    expect(all[0]?.sweep.reasons).toEqual(['the first lap is under way: 13 pages so far']);
    expect(all.slice(4).map((one) => one?.tasks.total)).toEqual(Array(8).fill(400));
    expect(all[11]?.sweep.lap).toMatchObject({ last: { complete: true, overlooked: 0 }, seenWithinSeconds: 246 });
    expect(world.beats).toHaveLength(8);
  });

  it('tells what was at fault before in one summary, and every stop after that once, within a lap', async () => {
    const world = aLargeWorld();
    for (const n of [3, 120, 399]) world.set(`cn-shanghai-${n}`, 'stopped', 'PullStreamFailed');
    await sweeps(world, LAP);
    expect(told(world)).toEqual(['summary account 3']);
    for (const n of [4, 250]) world.set(`cn-shanghai-${n}`, 'stopped', 'PushStreamFailed');
    await sweeps(world, LAP);
    expect(told(world).slice(1)).toEqual(['open destination 1']);
    expect((await world.remembered())?.incidents.map(({ phase }) => phase)).toEqual(Array(5).fill('open'));
  });

  it('resolves nothing that it did not see: an incident lasts until its page was read again', async () => {
    const world = aLargeWorld();
    await sweeps(world, LAP);
    world.set('cn-shanghai-399', 'stopped', 'PullStreamFailed');
    await sweeps(world, LAP);
    const heard = told(world);
    world.set('cn-shanghai-399', 'running');
    await sweeps(world, LAP);
    expect([heard, told(world).slice(heard.length)]).toEqual([
      [expect.stringMatching(/^open/)],
      [expect.stringMatching(/^resolved/)],
    ]);
  });

  it('goes on after sweeps that died, without a page read twice for nothing', async () => {
    const world = aLargeWorld();
    // after a death it is not known who called Live last, so the next sweep has to wait for a second
    world.time = { readingMs: 2_100 };
    for (let n = 0; n < 3; n++) {
      await world.sweepAfter(60);
      await world.sweepAfter(60, { doing: 'list', after: false });
      world.clock.pass(60_000);
    }
    const [last] = await sweeps(world, 1);
    expect(last?.sweep.lap?.last).toMatchObject({ complete: true, pages: 40 + 4, sweeps: 4 });
    expect(last?.tasks.total).toBe(400);
    expect(told(world)).toEqual([]);
  });

  it('begins a new lap when other lists are read, and concludes nothing from half of the old one', async () => {
    const world = aLargeWorld();
    await sweeps(world, 7);
    world.settings = { ...world.settings, scopes: [{ taskName: 'cn-shanghai-1' }] };
    const [one, two, three] = await sweeps(world, 3);
    expect([one?.sweep.lap?.sweeps, two?.sweep.lap?.last?.complete, three?.tasks.total]).toEqual([1, true, 111]);
    expect(told(world)).toEqual([]);
  });
});

describe('what must run, in a fleet that is read in laps', () => {
  const expectations = [{ name: 'news', atLeast: 5, match: { name: 'cn-shanghai-39?' } }];

  it('is not missing because its page was not read yet, and is once a whole lap did not show it', async () => {
    const world = aLargeWorld({ expectations });
    await sweeps(world, 3 * LAP);
    expect(told(world)).toEqual([]);
    for (let n = 390; n < 396; n++) world.tasks.delete(`cn-shanghai-${n}`);
    await sweeps(world, 3 * LAP);
    expect(told(world)).toEqual(['open expectation 1']);
    expect((await world.remembered())?.incidents.map(({ key }) => key)).toEqual([`${EXPECTATION}news`]);
  });
});

describe('trouble in a lap', () => {
  it('of one region is told once and until that region was read; the others are read meanwhile', async () => {
    const world = aLargeWorld({ regions: ['cn-beijing', 'cn-shanghai'] });
    await sweeps(world, 2 * LAP);
    world.failingRegion = 'cn-beijing';
    await sweeps(world, 4 * LAP);
    world.set('cn-shanghai-399', 'stopped', 'PullStreamFailed');
    await sweeps(world, 2 * LAP);
    expect(told(world)).toEqual(['open monitor 1', expect.stringMatching(/^open (source|region-reason) 1$/)]);
    world.failingRegion = null;
    await sweeps(world, 4 * LAP);
    expect(told(world).slice(2)).toEqual(['resolved monitor 1']);
  });

  it('is told when a lap takes longer than it may, and when no page is read at all', async () => {
    const world = aLargeWorld({ rolling: { longestLapSeconds: 200 } });
    const last = (await sweeps(world, 8)).at(-1);
    expect(last?.sweep.reasons).toEqual([expect.stringMatching(/^lap-overdue: a lap takes 246 s, and may take 200 s/)]);
    expect(told(world)).toEqual(['open monitor 1']);
    const still = aLargeWorld();
    await sweeps(still, LAP);
    still.time = { readingMs: 0 };
    await sweeps(still, 4);
    expect(told(still)).toEqual(['open monitor 1']);
  });
});
