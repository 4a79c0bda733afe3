import { describe, expect, it } from 'vitest';
import type { HintBox } from '../../../lib/state/hints.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { watched } from './a-watched-world.ts';

/** What a channel heard: kind and key of each message. */
const heardBy = (world: World, by = 'pager') =>
  world.heard
    .filter(({ channel }) => channel === by)
    .map(({ notification: { kind, dedupKey } }) => ({ kind, dedupKey }));

/** The same stop, found by the next sweep alone. */
async function bySweepAlone(change: (world: World) => void, count = 40): Promise<World> {
  const world = await watched(count);
  change(world);
  await world.sweepAfter(40);
  return world;
}

describe('a glance between two sweeps', () => {
  const stop = (world: World) => world.set('relay-7', 'stopped', 'PullStreamFailed');

  it('tells of a stop that a callback named, as the next sweep would have told it', async () => {
    const world = await watched();
    stop(world);
    await world.callBack('relay-7', 'stopped');
    expect(await world.glance()).toBe('done');
    expect(heardBy(world)).toHaveLength(1);
    expect(heardBy(world)).toEqual(heardBy(await bySweepAlone(stop)));
    expect(world.asked).toEqual(['cn-shanghai/relay-7']);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('leaves nothing to tell for the sweep after it', async () => {
    const world = await watched();
    stop(world);
    await world.callBack('relay-7', 'stopped');
    await world.glance();
    const told = heardBy(world);
    await world.sweepAfter(40);
    await world.sweepAfter(60);
    expect(heardBy(world)).toEqual(told);
  });

  it('says of how many relays it is, as the last sweep counted them', async () => {
    const world = await watched();
    for (const at of [1, 2, 3]) {
      world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
      await world.callBack(`relay-${at}`, 'stopped');
    }
    await world.glance();
    const alone = await bySweepAlone((other) => {
      for (const at of [1, 2, 3]) other.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
    });
    const facts = (one: World) =>
      one.heard.map(({ notification: { affected, total, scope } }) => [affected, total, scope]);
    expect(facts(world)).toEqual(facts(alone));
  });

  it('tells of the end of a fault without a callback, while it goes on looking', async () => {
    const world = await watched();
    stop(world);
    await world.sweepAfter(40);
    world.set('relay-7', 'running');
    expect(await world.glance({ lookForMs: 5_000 })).toBe('done');
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open', 'resolved']);
  });

  it('goes on while a relay has an incident, and no longer than it may', async () => {
    const world = await watched();
    stop(world);
    await world.sweepAfter(40);
    const before = world.clock.monotonicMs();
    await world.glance({ lookForMs: 5_000 });
    const tookMs = world.clock.monotonicMs() - before;
    expect(tookMs).toBeGreaterThanOrEqual(5_000);
    expect(tookMs).toBeLessThan(7_000);
  });

  it.each([
    ['of a healthy relay', 'relay-3'],
    ['of a relay that nobody knows', 'nobody'],
  ])('believes no callback %s', async (_, id) => {
    const world = await watched();
    for (const status of ['stopped', 'recovering', 'exited', 'unknown', 'running'] as const)
      await world.callBack(id, status, { byUser: status === 'exited' });
    await world.glance();
    expect(world.heard).toEqual([]);
    expect((await world.remembered())?.incidents).toEqual([]);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('closes nothing because a callback says that a stopped relay runs', async () => {
    const world = await watched();
    stop(world);
    await world.sweepAfter(40);
    await world.callBack('relay-7', 'running');
    await world.callBack('relay-7', 'exited', { byUser: true });
    await world.glance();
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
  });

  it('asks in every region when the callback says none, and only in those that are watched', async () => {
    const world = await watched();
    world.add('far', { region: 'cn-beijing' });
    world.add('elsewhere', { region: 'eu-central-1' });
    world.set('far', 'stopped', 'PullStreamFailed');
    world.set('elsewhere', 'stopped', 'PullStreamFailed');
    await world.callBack('far', 'stopped');
    await world.callBack('elsewhere', 'stopped', { region: 'eu-central-1' });
    await world.glance();
    expect(world.asked).toEqual(['cn-shanghai/far', 'cn-beijing/far']);
    expect(world.heard.map(({ notification }) => notification.regions)).toEqual([['cn-beijing'], ['cn-beijing']]);
  });

  it('waits for a sweep: without one, nothing can be compared', async () => {
    const world = new World();
    world.add('relay-1');
    world.set('relay-1', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-1', 'stopped');
    expect(await world.glance()).toBe('not-ready');
    expect(world.asked).toEqual([]);
    expect(await world.hints?.waiting(10)).toHaveLength(1);
  });

  it('leaves a relay alone that the scopes do not list', async () => {
    const world = new World({ pager: 120 }, { scopes: [{ taskName: 'ours' }] });
    world.add('ours-1');
    world.add('theirs-1');
    world.expectCallbacks();
    await world.sweep();
    world.set('theirs-1', 'stopped', 'PullStreamFailed');
    await world.callBack('theirs-1', 'stopped');
    await world.glance();
    expect(world.heard).toEqual([]);
  });

  it('keeps the hint of a relay that could not be asked for', async () => {
    const world = await watched();
    stop(world);
    await world.callBack('relay-7', 'stopped');
    world.failingRegion = 'cn-shanghai';
    await world.glance();
    expect(await world.hints?.waiting(10)).toHaveLength(1);
    world.failingRegion = null;
    await world.glance();
    expect(heardBy(world)).toHaveLength(1);
  });

  it('notes in the journal what it changed', async () => {
    const world = await watched();
    stop(world);
    await world.callBack('relay-7', 'stopped');
    await world.glance();
    const kinds = (await world.noted()).map(({ kind, ...rest }) => [kind, 'event' in rest ? rest.event : null]);
    expect(kinds).toContainEqual(['incident', 'opened']);
    expect(kinds).toContainEqual(['cause', 'began']);
    expect(kinds).toContainEqual(['answer', null]);
  });

  it('is left to another that holds the state', async () => {
    const world = await watched();
    stop(world);
    await world.callBack('relay-7', 'stopped');
    await world.sweep({ doing: 'list', after: false });
    expect(await world.glance()).toBe('held');
    expect(await world.hints?.waiting(10)).toHaveLength(1);
  });
});

describe('a stop by a user', () => {
  it('that a callback names is none to page for, in this glance and in all sweeps after it', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped');
    await world.callBack('relay-7', 'stopped', { byUser: true });
    await world.glance();
    for (let round = 0; round < 5; round++) await world.sweepAfter(60);
    expect(world.heard).toEqual([]);
  });

  it('is unexplained without a callback, and over once one comes late', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped');
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
    await world.callBack('relay-7', 'stopped', { byUser: true });
    await world.glance();
    await world.sweepAfter(60);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open', 'resolved']);
  });

  it('that waits when a sweep begins is known to the sweep', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped');
    await world.callBack('relay-7', 'stopped', { byUser: true });
    for (let round = 0; round < 3; round++) await world.sweepAfter(60);
    expect(world.heard).toEqual([]);
    expect(await world.hints?.waiting(10)).toEqual([]);
  });

  it('is forgotten once the relay ran again: its next stop is told', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped');
    await world.callBack('relay-7', 'stopped', { byUser: true });
    await world.glance();
    await world.sweepAfter(60);
    world.set('relay-7', 'running');
    await world.sweepAfter(60);
    world.set('relay-7', 'stopped');
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
  });

  it('hides no stop that has a reason, whatever a callback says', async () => {
    const world = await watched();
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    await world.callBack('relay-7', 'stopped', { byUser: true });
    await world.glance();
    await world.sweepAfter(60);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
  });
});

describe('a storm of callbacks', () => {
  it('is one message, told by a sweep, after a sample was asked for', async () => {
    const world = await watched(400);
    for (let at = 0; at < 300; at++) {
      world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
      await world.callBack(`relay-${at}`, 'stopped');
    }
    expect(await world.glance()).toBe('storm');
    expect(world.heard).toEqual([]);
    expect(world.asked.length).toBeLessThanOrEqual(16);
    await world.sweep();
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
    expect(await world.hints?.waiting(1_000)).toEqual([]);
    await world.glance();
    await world.sweepAfter(60);
    expect(heardBy(world)).toHaveLength(1);
  });

  it('that somebody made up costs few calls, and tells nobody', async () => {
    const world = await watched(400);
    const endMs = world.clock.monotonicMs() + 60_000;
    for (let second = 0; world.clock.monotonicMs() < endMs; second++) {
      for (let at = 0; at < 160; at++) await world.callBack(`made-up-${second}-${at}`, 'stopped');
      expect(await world.glance()).not.toBe('storm');
      world.clock.pass(1_000);
    }
    expect(world.heard).toEqual([]);
    expect(world.asked.length).toBeLessThanOrEqual(60);
  });

  it('of ends is told by a sweep as well', async () => {
    const world = await watched(400);
    for (let at = 0; at < 300; at++) world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(40);
    for (let at = 0; at < 300; at++) {
      world.set(`relay-${at}`, 'running');
      await world.callBack(`relay-${at}`, 'running');
    }
    expect(await world.glance()).toBe('storm');
    await world.sweep();
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open', 'resolved']);
  });
});

describe('a sweep that takes long', () => {
  it('tells of a stop that a callback names meanwhile, before it has read the lists', async () => {
    const world = await watched(400);
    world.settings = { ...world.settings, qps: 1 };
    const began = world.clock.nowUtc().toMillis();
    world.takes = (doing) => (doing === 'list' ? 10_000 : 0);
    let pages = 0;
    world.beforePage = () => {
      if (++pages !== 2) return;
      world.set('relay-1', 'stopped', 'PullStreamFailed');
      void world.callBack('relay-1', 'stopped');
    };
    await world.sweep();
    const [first] = world.heard;
    expect(pages).toBeGreaterThan(3);
    expect((first?.atMs ?? 0) - began).toBeLessThan(25_000);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
  });

  it('believes what Live says now, and not the page that it read before', async () => {
    const world = await watched(400);
    world.set('relay-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    world.settings = { ...world.settings, qps: 1 };
    world.takes = (doing) => (doing === 'list' ? 10_000 : 0);
    let pages = 0;
    world.beforePage = () => {
      if (++pages !== 3) return;
      world.set('relay-1', 'running');
      void world.callBack('relay-1', 'running');
    };
    await world.sweep();
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open', 'resolved']);
    await world.sweepAfter(60);
    expect(heardBy(world)).toHaveLength(2);
  });
});

describe('a place for hints that does not work', () => {
  const broken = (waiting: HintBox['waiting']): HintBox => ({
    add: async () => undefined,
    waiting,
    remove: async () => {
      throw new Error('it cannot be written');
    },
    noteRefused: async () => undefined,
    takeRefused: async () => 0,
    roster: { read: async () => null, keep: async () => undefined },
  });

  it.each([
    ['fails', () => Promise.reject(new Error('it cannot be read'))],
    ['never answers', () => new Promise<never>(() => {})],
  ])('and %s keeps no sweep from its end', async (_, waiting) => {
    const world = await watched();
    world.hints = broken(waiting);
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    const beganMs = world.clock.monotonicMs();
    const summary = await world.sweep();
    expect(summary?.sweep.complete).toBe(true);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
    expect(world.clock.monotonicMs() - beganMs).toBeLessThan(5_000);
    expect(world.logged.map(({ event }) => event)).toContain('hints_not_read');
  });

  it('and cannot be cleared changes nothing of what is told', async () => {
    const world = await watched();
    const hint = { taskId: 'relay-7', region: null, status: 'stopped', eventSeconds: null, byUser: false } as const;
    world.hints = broken(async () => [hint]);
    world.set('relay-7', 'stopped', 'PullStreamFailed');
    for (let round = 0; round < 3; round++) await world.sweepAfter(60);
    expect(heardBy(world).map(({ kind }) => kind)).toEqual(['open']);
    expect(world.logged.map(({ event }) => event)).toContain('hints_not_removed');
  });

  it('ends a glance, which says so', async () => {
    const world = await watched();
    world.hints = broken(() => Promise.reject(new Error('it cannot be read')));
    expect(await world.glance()).toBe('done');
    expect(world.logged).toContainEqual({ event: 'look_failed', problem: 'it cannot be read' });
    expect((await world.store.load()).snapshot?.lease).toBeNull();
  });
});
