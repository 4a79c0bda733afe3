import { describe, expect, it } from 'vitest';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/*
 * A sweep that pauses for longer than its lease, as a frozen instance does, wakes up when another has taken over: that one
 * has told everything, and whatever this one said now would be said twice.
 */
const LEASE_SECONDS = 10;
const HELD_UP_MS = 14_000;

async function aWorld(): Promise<World> {
  const world = new World({ pager: 120, chat: 120 }, { leaseSeconds: LEASE_SECONDS });
  for (let n = 0; n < 10; n++) world.add(`studio-${n}`, { destinationKey: `d${n}` });
  await world.sweep();
  world.set('studio-2', 'stopped', 'PullStreamFailed');
  world.clock.pass(60_000);
  world.published.length = 0;
  world.beats.length = 0;
  return world;
}

/** A sweep whose process is frozen while it does this; and one more, a second after its lease has ended, that is not. */
async function overtaken(
  world: World,
  doing: string,
): Promise<{ late: SweepSummary | null; other: SweepSummary | null }> {
  const nowMs = world.clock.monotonicMs();
  world.frozen = { fromMs: nowMs + 1, untilMs: nowMs + HELD_UP_MS };
  world.takes = (now) => (now === doing ? 2 : 0);
  const late = world.sweep();
  world.frozen = null;
  const other = world.clock.sleep((LEASE_SECONDS + 1) * 1_000).then(() => {
    world.takes = () => 0;
    return world.sweep();
  });
  const [one, another] = await world.clock.run(Promise.all([late, other]));
  return { late: one, other: another };
}

const heardBy = ({ heard }: World, name: string) =>
  heard.filter(({ channel }) => channel === name).map(({ notification }) => notification.kind);

describe('a sweep that was overtaken', () => {
  it.each(['list', 'save 2'])(
    'while it was frozen in `%s` stays silent: no message, no number, no heartbeat',
    async (doing) => {
      const world = await aWorld();
      const { late, other } = await overtaken(world, doing);
      expect(other?.sweep).toMatchObject({ complete: true, reasons: [] });
      expect(heardBy(world, 'pager')).toEqual(['open']);
      expect(heardBy(world, 'chat')).toEqual(['open']);
      expect([world.published.length, world.beats.length]).toEqual([1, 1]);
      expect(late).toMatchObject({
        sweep: { complete: false, reasons: ['another sweep took over before this one could save; nothing was told'] },
        alerts: [],
        metrics: [],
      });
      expect(late).not.toHaveProperty('heartbeat');
    },
  );

  it("calls Live no more when it wakes up, since the calls a second are the other's now", async () => {
    const world = await aWorld();
    // ten pages, a second apart, and one of the other region: the sweep is frozen in the first
    world.settings = { ...world.settings, qps: 1, pageSize: 1 };
    const { late, other } = await overtaken(world, 'list');
    expect(other?.sweep).toMatchObject({ complete: true });
    expect(other?.sweep.calls).toBeGreaterThan(10);
    // one more may leave before the store has said who holds the lease
    expect(late?.sweep.calls).toBeLessThanOrEqual(2);
    expect(late?.sweep.reasons).toEqual(['another sweep took over before this one could save; nothing was told']);
  });

  it('while it asked by id concludes nothing', async () => {
    const world = await aWorld();
    await world.sweep();
    world.clock.pass(60_000);
    world.tasks.delete('studio-2');
    const { late } = await overtaken(world, 'describe');
    expect(heardBy(world, 'pager')).toEqual(['open', 'resolved']);
    expect(late?.sweep.reasons).toEqual(['another sweep took over before this one could save; nothing was told']);
  });

  it('while it told says nothing more: what it sent comes twice with one key, its numbers not at all', async () => {
    const world = await aWorld();
    const { late } = await overtaken(world, 'send to pager');
    // neither knows what the other has sent: a receiver sees that it is one message by its id
    expect([heardBy(world, 'chat'), heardBy(world, 'pager')]).toEqual([
      ['open', 'open'],
      ['open', 'open'],
    ]);
    expect(new Set(world.heard.map(({ notification }) => notification.id)).size).toBe(1);
    expect([world.published.length, world.beats.length]).toEqual([1, 1]);
    expect(late).toMatchObject({
      sweep: {
        complete: false,
        reasons: ['another sweep took over before this one could save; nothing more was told or published'],
      },
      alerts: [
        { type: 'pager', ok: true, sent: 1 },
        { type: 'chat', ok: true, sent: 1 },
      ],
    });
  });

  it('while a channel turned out to be broken leaves it to the other to tell that', async () => {
    const world = await aWorld();
    world.modes.set('pager', 'broken');
    await overtaken(world, 'send to pager');
    expect(heardBy(world, 'chat').filter((kind) => kind === 'channel-broken')).toHaveLength(1);
    expect(world.published).toHaveLength(1);
  });

  it('leaves what the other saved as it is', async () => {
    const world = await aWorld();
    await overtaken(world, 'list');
    const { snapshot } = await world.store.load();
    expect(snapshot?.lease).toBeNull();
    world.set('studio-2', 'running');
    await world.sweepAfter(60);
    expect(heardBy(world, 'pager')).toEqual(['open', 'resolved']);
  });
});
