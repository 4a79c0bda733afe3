import { describe, expect, it } from 'vitest';
import { World } from '../../../stand-ins/simulation/world.ts';

/** Lists of 40 pages, at ten a second. */
const RELAYS = 800;
const PAGE = 20;

interface Fleet {
  /** How many sources they have; default: one. */
  readonly sources?: number;
}

async function largeFleet({ sources = 1 }: Fleet = {}): Promise<World> {
  const world = new World({ pager: 120 }, { qps: 10, pageSize: PAGE });
  for (let at = 0; at < RELAYS; at++) {
    world.add(`relay-${at}`, {
      destinationKey: `place-${at}`,
      sources: [{ origin: `rtmp://source-${at % sources}.example.com` }],
    });
  }
  world.expectCallbacks();
  await world.sweep();
  world.clock.pass(20_000);
  return world;
}

async function stop(world: World, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at++) {
    world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
    await world.callBack(`relay-${at}`, 'stopped');
  }
}

const heardBy = (world: World) =>
  world.heard.map(({ notification: { kind, affected, dedupKey } }) => ({ kind, affected, dedupKey }));

describe('a storm in a fleet whose lists take long to read', () => {
  it('is told of its host by a sample, and once more under the same key when the lists have counted it', async () => {
    const world = await largeFleet();
    await stop(world, 0, 600);
    const beganMs = world.clock.monotonicMs();
    const began = world.clock.nowUtc().toMillis();
    expect(await world.glance()).toBe('storm');
    expect(heardBy(world)).toEqual([expect.objectContaining({ kind: 'open', affected: 8 })]);
    expect((world.heard[0]?.atMs ?? 0) - began).toBeLessThan(2_000);
    expect(world.asked).toHaveLength(8);
    await world.sweep();
    const key = world.heard[0]?.notification.dedupKey;
    expect(heardBy(world)).toEqual([
      { kind: 'open', affected: 8, dedupKey: key },
      { kind: 'growth', affected: 600, dedupKey: key },
    ]);
    expect(world.clock.monotonicMs() - beganMs).toBeLessThan(7_000);
    await world.glance();
    await world.sweepAfter(60);
    expect(heardBy(world)).toHaveLength(2);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('has the key that the lists alone would give it', async () => {
    const world = await largeFleet();
    await stop(world, 0, 600);
    await world.glance();
    const alone = await largeFleet();
    await stop(alone, 0, 600);
    await alone.sweep();
    expect(world.heard[0]?.notification.dedupKey).toBe(alone.heard[0]?.notification.dedupKey);
  });

  it('is told while callbacks still come in; the lists are read once they have', async () => {
    const world = await largeFleet();
    const began = world.clock.nowUtc().toMillis();
    const coming = (async () => {
      for (let batch = 0; batch < 10; batch++) {
        await stop(world, batch * 40, (batch + 1) * 40);
        await world.clock.sleep(250);
      }
    })();
    expect(await world.glance()).toBe('storm');
    await world.clock.run(coming);
    expect((world.heard[0]?.atMs ?? Number.POSITIVE_INFINITY) - began).toBeLessThan(1_500);
    await world.sweep();
    expect(heardBy(world).map(({ kind, affected }) => `${kind} ${affected}`)).toEqual(['open 8', 'growth 400']);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('of several hosts is told by the lists alone, since it may have one wider cause', async () => {
    const world = await largeFleet({ sources: RELAYS });
    await stop(world, 0, 600);
    expect(await world.glance()).toBe('storm');
    expect(world.heard).toEqual([]);
    await world.sweep();
    expect(heardBy(world).map(({ kind, affected }) => `${kind} ${affected}`)).toEqual(['open 600']);
  });

  it('that begins while they are read is told by a sample, and not asked for over and over', async () => {
    const world = await largeFleet();
    let pages = 0;
    world.takes = (doing) => (doing === 'list' ? 500 : 0);
    world.settings = { ...world.settings, qps: 2 };
    const began: number[] = [];
    world.beforePage = () => {
      if (++pages !== 4) return;
      began.push(world.clock.nowUtc().toMillis());
      void stop(world, 0, 600);
    };
    await world.sweep();
    expect(heardBy(world)[0]).toMatchObject({ kind: 'open', affected: 8 });
    expect((world.heard[0]?.atMs ?? 0) - (began[0] ?? 0)).toBeLessThan(6_000);
    // one sample in five seconds, of twenty
    expect(world.asked.length).toBeLessThanOrEqual(5 * 8);
  });

  it('leaves callbacks of relays that were seen to be stopped since, which cost no call', async () => {
    const world = await largeFleet();
    const eventSeconds = Math.floor(world.clock.nowUtc().toMillis() / 1_000);
    world.clock.pass(2_000);
    await stop(world, 0, 600);
    await world.glance();
    await world.sweep();
    const asked = world.asked.length;
    world.clock.pass(1_000);
    // they come late
    for (let at = 0; at < 600; at++) await world.callBack(`relay-${at}`, 'stopped', { eventSeconds });
    expect(await world.glance()).toBe('done');
    expect(world.asked.length).toBe(asked);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('asks for a relay that was stopped again since, since its reason may be another', async () => {
    const world = await largeFleet();
    await stop(world, 0, 1);
    await world.sweep();
    world.clock.pass(30_000);
    world.set('relay-0', 'stopped', 'TriggerByUser');
    await world.callBack('relay-0', 'stopped');
    await world.glance();
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open', 'resolved']);
  });
});
