import { describe, expect, it } from 'vitest';
import { composeText } from '../../lib/alerts/text/compose.ts';
import type { Route } from '../../lib/monitor/routing.ts';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/*
 * Who hears of a cause is asked about all its relays, when it is new and whenever something joins it.
 */
const VIP: readonly Route[] = [{ match: { name: 'vip-*' }, channels: ['pager'] }, { channels: ['chat'] }];
const BY_SEVERITY: readonly Route[] = [
  { match: { severity: 'critical' }, channels: ['pager'] },
  { channels: ['chat'] },
];

/** Relays of one source, healthy and known. */
async function aFleet(
  names: readonly string[],
  routes: readonly Route[],
  settings: Partial<SweepSettings> = {},
  channels: Record<string, number> = { pager: 120, chat: 120 },
): Promise<World> {
  const world = new World(channels, { routes, ...settings });
  for (const name of names) world.add(name, { destinationKey: name });
  await world.sweep();
  return world;
}
const studios = (count: number) => Array.from({ length: count }, (_, n) => `studio-${n}`);
const stop = (world: World, ...names: readonly string[]) => {
  for (const name of names) world.set(name, 'stopped', 'PullStreamFailed');
};
/** What a channel heard since it was asked last. */
function hearing(world: World) {
  let from = 0;
  return () => {
    const heard = world.heard.slice(from);
    from = world.heard.length;
    return heard.map(
      ({ channel, notification: { kind, severity, affected } }) => `${channel}: ${kind} ${severity} ${affected}`,
    );
  };
}

describe('a cause of which one relay is somebody else’s', () => {
  it('is told to them, and shows them that relay first', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    stop(world, ...studios(8), 'vip-final');
    await world.sweepAfter(60);
    const examples = new Map(
      world.heard.map(({ channel, notification }) => [channel, notification.examples.map(({ name }) => name)]),
    );
    expect(examples).toEqual(
      new Map([
        ['pager', ['vip-final', 'studio-0', 'studio-1', 'studio-2', 'studio-3']],
        ['chat', ['studio-0', 'studio-1', 'studio-2', 'studio-3', 'studio-4']],
      ]),
    );
  });

  it('ends where it was told', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    stop(world, ...studios(8), 'vip-final');
    await world.sweepAfter(60);
    const heard = hearing(world);
    heard();
    for (const name of [...studios(8), 'vip-final']) world.set(name, 'running');
    await world.sweepAfter(60);
    expect(heard().sort()).toEqual(['chat: resolved critical 9', 'pager: resolved critical 9']);
  });

  it('of ten thousand, is found, and leaves a small state', async () => {
    const many = studios(10_000);
    const world = await aFleet([...many, 'vip-final'], VIP);
    stop(world, ...many, 'vip-final');
    world.modes.set('pager', 'down');
    world.modes.set('chat', 'down');
    await world.sweepAfter(60);
    const { snapshot } = await world.store.load();
    expect(JSON.stringify(snapshot?.outbox).length).toBeLessThan(8_000);
    world.modes.clear();
    await world.sweepAfter(60);
    expect(world.heard.map(({ channel, notification }) => `${channel} ${notification.examples[0]?.name}`)).toEqual(
      expect.arrayContaining(['pager vip-final', 'chat studio-0']),
    );
  }, 60_000);

  it('is told to nobody for a name of one region and another region', async () => {
    const routes: Route[] = [
      { match: { region: 'cn-beijing', name: 'vip-*' }, channels: ['pager'] },
      { channels: ['chat'] },
    ];
    const world = await aFleet(['vip-final', 'studio-0'], routes);
    world.add('studio-b', { destinationKey: 'b', region: 'cn-beijing' });
    await world.sweepAfter(60);
    stop(world, 'vip-final', 'studio-0', 'studio-b');
    await world.sweepAfter(60);
    expect(hearing(world)()).toEqual(['chat: open critical 3']);
  });

  it('is told to them in the summary of the first sweep too', async () => {
    const world = new World({ pager: 120, chat: 120 }, { routes: VIP });
    for (const name of [...studios(8), 'vip-final']) world.add(name, { destinationKey: name });
    stop(world, ...studios(8), 'vip-final');
    await world.sweep();
    expect(hearing(world)()).toEqual(['pager: summary critical 9', 'chat: summary critical 9']);
  });

  it('is told to them when the mute that held it is over', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    const until = world.clock.nowUtc().plus({ minutes: 5 }).toISO();
    await world.silence({ id: 's', comment: 'works', createdAt: world.clock.nowUtc().toISO(), until, match: {} });
    stop(world, ...studios(8), 'vip-final');
    await world.sweepAfter(60);
    await world.sweepAfter(300);
    expect(hearing(world)().sort()).toEqual([
      'chat: mute-ended warning 9',
      'chat: open critical 9',
      'pager: mute-ended warning 9',
      'pager: open critical 9',
    ]);
  });
});

describe('a relay that joins a cause', () => {
  it('brings its channel, which is paged as if it were new; the others hear nothing', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8']);
    stop(world, 'vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual(['pager: open critical 9']);
    const [first, second] = world.heard.map(({ notification }) => notification);
    expect(second).toMatchObject({ dedupKey: first?.dedupKey, why: 'newly-routed', since: first?.since });
    expect(second?.examples[0]?.name).toBe('vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual([]);
    for (const name of [...studios(8), 'vip-final']) world.set(name, 'running');
    await world.sweepAfter(60);
    expect(heard().sort()).toEqual(['chat: resolved critical 9', 'pager: resolved critical 9']);
  });

  it('with many others pages the old channel about growth, and its own about all of it', async () => {
    const world = await aFleet([...studios(16), 'vip-final'], VIP);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    heard();
    stop(world, ...studios(16), 'vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual(['pager: open critical 17', 'chat: growth critical 17']);
    const { notification } = world.heard.find(({ channel }) => channel === 'pager') ?? {};
    expect(notification && composeText(notification, 'en').title).toMatch(/^17 of 17 relays from/);
  });

  it('brings its channel when a channel was down for all of it', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    world.modes.set('pager', 'down');
    stop(world, 'vip-final');
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    world.modes.clear();
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8', 'pager: open critical 9']);
  });

  it('brings nobody while it is muted, and brings them when the mute is over', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    const until = world.clock.nowUtc().plus({ minutes: 5 }).toISO();
    const createdAt = world.clock.nowUtc().toISO();
    await world.silence({ id: 's', comment: 'works', createdAt, until, match: { name: 'vip-*' } });
    stop(world, 'vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8']);
    await world.sweepAfter(300);
    expect(heard()).toEqual(['pager: open critical 9', 'pager: mute-ended warning 1']);
  });
});

describe('an update', () => {
  it('keeps showing the relay because of which a channel heard', async () => {
    const world = await aFleet([...studios(8), 'vip-final'], VIP);
    world.takesUpdates.add('pager');
    stop(world, ...studios(7), 'vip-final');
    await world.sweepAfter(60);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    const told = world.heard.filter(({ channel }) => channel === 'pager').map(({ notification }) => notification);
    expect(told.map(({ kind, examples }) => `${kind} ${examples[0]?.name}`)).toEqual([
      'open vip-final',
      'update vip-final',
    ]);
  });
});

describe('a cause that is routed anew', () => {
  it('by its severity is told to whom it was not told', async () => {
    const world = await aFleet(studios(3), BY_SEVERITY);
    const heard = hearing(world);
    for (const name of studios(3)) world.set(name, 'recovering');
    for (let n = 0; n < 4; n++) await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open warning 3']);
    stop(world, ...studios(3));
    await world.sweepAfter(60);
    expect(heard()).toEqual(['pager: open critical 3', 'chat: growth critical 3']);
  });

  it('by its severity under a mute is told when the mute is over', async () => {
    const world = await aFleet(studios(3), BY_SEVERITY);
    const heard = hearing(world);
    for (const name of studios(3)) world.set(name, 'recovering');
    for (let n = 0; n < 4; n++) await world.sweepAfter(60);
    heard();
    const until = world.clock.nowUtc().plus({ minutes: 5 }).toISO();
    await world.silence({ id: 's', comment: 'works', createdAt: world.clock.nowUtc().toISO(), until, match: {} });
    stop(world, ...studios(3));
    await world.sweepAfter(60);
    expect(heard()).toEqual([]);
    await world.sweepAfter(300);
    expect(heard()).toEqual(['pager: open critical 3', 'chat: growth critical 3']);
  });

  it('by other routes is told to whom they lead', async () => {
    const world = await aFleet(studios(3), [{ channels: ['chat'] }]);
    const heard = hearing(world);
    stop(world, ...studios(3));
    await world.sweepAfter(60);
    world.settings = { ...world.settings, routes: [{ channels: ['chat', 'pager'] }] };
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 3', 'pager: open critical 3']);
  });

  it('is told as growth to whom only growth is routed', async () => {
    const routes: Route[] = [
      { match: { kind: ['growth', 'reminder'] }, channels: ['pager'], continue: true },
      { channels: ['chat'] },
    ];
    const world = await aFleet(studios(16), routes);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    stop(world, ...studios(16));
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8', 'pager: growth critical 16', 'chat: growth critical 16']);
  });
});

describe('a channel that comes later', () => {
  const grown = async (world: World, heard: () => string[]) => {
    heard();
    stop(world, ...studios(16));
    await world.sweepAfter(60);
    return heard().sort();
  };

  it('is not paged about what it missed, and hears what becomes of it', async () => {
    const channels: Record<string, number> = { chat: 120 };
    const world = await aFleet(studios(16), [], {}, channels);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    channels.pager = 120;
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8']);
    expect(await grown(world, heard)).toEqual(['chat: growth critical 16', 'pager: growth critical 16']);
  });

  it('is told of a cause that is routed to it since then', async () => {
    const channels: Record<string, number> = { chat: 120 };
    const world = await aFleet([...studios(8), 'vip-final'], VIP, {}, channels);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    channels.pager = 120;
    await world.sweepAfter(60);
    stop(world, 'vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8', 'pager: open critical 9']);
  });

  it('pages nobody anew after an update from a relaywatch that did not note who was told', async () => {
    const world = await aFleet([...studios(16), 'vip-final'], VIP);
    const heard = hearing(world);
    stop(world, ...studios(8));
    await world.sweepAfter(60);
    const { snapshot, newest } = await world.store.load();
    const state = await world.remembered();
    if (!snapshot || !state) throw new Error('there is a state');
    const { channels: _, ...older } = state;
    const causes = state.causes.map(({ toldTo: __, ...cause }) => cause);
    await world.store.create(newest + 1, { ...snapshot, watch: { ...older, causes } });
    await world.sweepAfter(60);
    expect(heard()).toEqual(['chat: open critical 8']);
    stop(world, 'vip-final');
    await world.sweepAfter(60);
    expect(heard()).toEqual(['pager: open critical 9']);
  });
});
