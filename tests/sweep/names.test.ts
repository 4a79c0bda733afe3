import { describe, expect, it } from 'vitest';
import { usableOf } from '../../lib/state/snapshot.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/** What a channel heard of channels: kind and name, in order. */
function heardOfChannels(world: World, by: string): string[] {
  return world.heard
    .filter(({ channel, notification }) => channel === by && notification.scope.by === 'channel')
    .map(({ notification }) => `${notification.kind} ${notification.scope.value}`);
}

async function pendingIn(world: World): Promise<number> {
  const { snapshot } = await world.store.load();
  return usableOf(snapshot)?.outbox.pending.length ?? 0;
}

describe('channels with names in another script', () => {
  const names = { 运维群: 20, 值班群: 20, pager: 120 };

  it('are told apart: one is broken, and nothing is said of the other', async () => {
    const world = new World(names);
    world.add('studio-1');
    await world.sweep();
    world.modes.set('运维群', 'broken');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 8; n++) await world.sweepAfter(60);
    expect(heardOfChannels(world, 'pager')).toEqual(['channel-broken 运维群']);
    world.modes.clear();
    for (let n = 0; n < 8; n++) await world.sweepAfter(60);
    expect(heardOfChannels(world, 'pager')).toEqual(['channel-broken 运维群', 'resolved 运维群']);
    expect(await pendingIn(world)).toBe(0);
  });

  it('are told apart when both are broken, and the queue does not grow', async () => {
    const world = new World(names);
    world.add('studio-1');
    await world.sweep();
    world.modes.set('运维群', 'broken').set('值班群', 'broken');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const waiting = await pendingIn(world);
    for (let n = 0; n < 10; n++) await world.sweepAfter(60);
    expect(heardOfChannels(world, 'pager')).toEqual(['channel-broken 运维群', 'channel-broken 值班群']);
    expect(await pendingIn(world)).toBe(waiting);
    world.modes.clear();
    for (let n = 0; n < 8; n++) await world.sweepAfter(60);
    expect(heardOfChannels(world, 'pager').slice(2).sort()).toEqual(['resolved 值班群', 'resolved 运维群']);
    expect(await pendingIn(world)).toBe(0);
  });
});

describe('windows with names in another script', () => {
  it('end in messages with keys of their own, which stay the same each time', async () => {
    const maintenance = ['早班', '晚班'].map((name, n) => ({
      name,
      cron: '0 2 * * *',
      durationMinutes: 30,
      timeZone: 'UTC',
      match: { name: `studio-${n}` },
    }));
    const world = new World({ pager: 120 }, { maintenance }, '2026-03-02T01:50:00Z');
    for (const n of [0, 1]) world.add(`studio-${n}`, { sources: [{ origin: `rtmp://source-${n}.example.com` }] });
    await world.sweep();
    for (let day = 0; day < 2; day++) {
      await world.sweepAfter(1_200);
      for (const n of [0, 1]) world.set(`studio-${n}`, 'stopped', 'PullStreamFailed');
      await world.sweepAfter(60);
      for (const n of [0, 1]) world.set(`studio-${n}`, 'running');
      await world.sweepAfter(60);
      await world.sweepAfter(86_400 - 1_320);
    }
    const ended = world.heard.map(({ notification }) => notification).filter(({ kind }) => kind === 'mute-ended');
    expect(ended.map(({ scope }) => scope.value).sort()).toEqual(['早班', '早班', '晚班', '晚班'].sort());
    expect(new Set(ended.map(({ dedupKey }) => dedupKey)).size).toBe(2);
    expect(new Set(ended.map(({ id }) => id)).size).toBe(4);
  });
});

describe('expectations with names in another script', () => {
  it('are two causes', async () => {
    const expectations = ['主频道', '备频道'].map((name) => ({ name, match: { name: 'none' }, atLeast: 1 }));
    const world = new World({ pager: 120 }, { expectations });
    world.add('studio-1');
    for (let n = 0; n < 4; n++) await world.sweepAfter(60);
    const open = world.heard.map(({ notification }) => notification).filter(({ kind }) => kind === 'open');
    expect(open.map(({ scope }) => scope.value).sort()).toEqual(['主频道', '备频道']);
    expect(new Set(open.map(({ dedupKey }) => dedupKey)).size).toBe(2);
  });
});
