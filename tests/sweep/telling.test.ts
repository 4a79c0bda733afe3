import { describe, expect, it } from 'vitest';
import type { MetricName } from '../../lib/monitor/metric-catalogue.ts';
import { readOutbox, usableOf } from '../../lib/state/snapshot.ts';
import { World } from '../../stand-ins/simulation/world.ts';

const TO_CHAT = { routes: [{ channels: ['chat'] }] };

/** A fleet that was seen healthy once. */
async function aWatchedWorld(...parts: ConstructorParameters<typeof World>): Promise<World> {
  const world = new World(...parts);
  for (const n of [1, 2, 3])
    world.add(`studio-${n}`, { sources: [{ origin: `rtmp://source-${n}.example.com` }], destinationKey: `d${n}` });
  await world.sweep();
  return world;
}

async function published(world: World, name: MetricName, channel?: string): Promise<number | undefined> {
  const points = usableOf((await world.store.load()).snapshot)?.points?.points ?? [];
  return points.find((one) => one.name === name && (channel === undefined || one.dimensions.Channel === channel))
    ?.value;
}

const heardBy = (world: World, by: string) =>
  world.heard.filter(({ channel }) => channel === by).map(({ notification }) => notification);
const logged = (world: World, event: string) => world.logged.filter((one) => one.event === event);

describe('a page that a channel refuses for good', () => {
  it('is told by another one in the same sweep, which says who refused it and why', async () => {
    const world = await aWatchedWorld(undefined, TO_CHAT);
    world.receivers.poisonsNext.set('chat', 'refuses');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    const summary = await world.sweepAfter(60);
    expect(heardBy(world, 'pager')).toMatchObject([
      { kind: 'open', insteadOf: { channel: 'chat', problem: 'it answered HTTP 400' } },
    ]);
    expect(logged(world, 'alert_told_elsewhere')).toMatchObject([{ channel: 'chat', to: ['pager'] }]);
    expect(logged(world, 'alert_dropped')).toMatchObject([{ channel: 'chat', kind: 'open', severity: 'critical' }]);
    expect(summary?.alerts).toMatchObject([
      { type: 'pager', ok: true, sent: 1 },
      { type: 'chat', ok: false, sent: 0, problem: 'it answered HTTP 400' },
    ]);
    expect(await published(world, 'AlertsFailed', 'chat')).toBe(1);
    expect(await published(world, 'ChannelBroken', 'chat')).toBe(0);
    expect(await published(world, 'OldestUndelivered')).toBe(0);
  });

  it('is asked about again when there is nobody else, and the metrics say so', async () => {
    const world = await aWatchedWorld({ pager: 120 });
    world.modes.set('pager', 'refuses');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 12; n++) await world.sweepAfter(60);
    expect(logged(world, 'alert_dropped')).toEqual([]);
    expect(await published(world, 'ChannelBroken', 'pager')).toBe(1);
    expect(await published(world, 'AlertsWaiting', 'pager')).toBeGreaterThan(0);
    expect(await published(world, 'OldestUndelivered')).toBeGreaterThanOrEqual(11 * 60_000);
    // in the sweeps at 1, 2, 7 and 12 minutes; twice where the second is asked in order to know whether it is the message
    expect(world.tries.length).toBeLessThanOrEqual(8);
    world.modes.clear();
    await world.sweepAfter(300);
    expect(heardBy(world, 'pager')[0]?.kind).toBe('open');
    expect(heardBy(world, 'pager')[0]).not.toHaveProperty('insteadOf');
    expect(await published(world, 'OldestUndelivered')).toBe(0);
  });

  it('goes on from one channel to the next until one takes it', async () => {
    const world = await aWatchedWorld({ chat: 20, mail: 60, pager: 120 }, { routes: [{ channels: ['chat'] }] });
    world.modes.set('chat', 'refuses').set('mail', 'broken');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    expect(heardBy(world, 'pager').map(({ kind }) => kind)).toContain('open');
  });

  it('is an end that is still owed to whoever heard the beginning', async () => {
    const world = await aWatchedWorld(undefined, TO_CHAT);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    world.receivers.poisonsNext.set('chat', 'refuses');
    world.set('studio-1', 'running');
    for (let n = 0; n < 10; n++) await world.sweepAfter(60);
    expect(heardBy(world, 'pager').map(({ kind }) => kind)).toEqual(['resolved']);
    expect(await published(world, 'ChannelBroken', 'chat')).toBe(0);
    const tries = world.tries.filter(({ channel, answer }) => channel === 'chat' && answer === 'no').length;
    expect(tries).toBeLessThanOrEqual(3);
    world.receivers.mend();
    for (let n = 0; n < 6; n++) await world.sweepAfter(60);
    expect(heardBy(world, 'chat').map(({ kind }) => kind)).toEqual(['open', 'resolved']);
  });
});

describe('a channel that is not configured any more', () => {
  it('holds no message for ever, and what it missed is in the log', async () => {
    const world = await aWatchedWorld();
    world.modes.set('chat', 'down');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    expect(await published(world, 'AlertsWaiting', 'chat')).toBe(1);
    world.renameChannel('chat', null);
    await world.sweepAfter(60);
    expect(readOutbox((await world.store.load()).snapshot?.outbox).pending).toEqual([]);
    expect(logged(world, 'alert_dropped')).toMatchObject([{ channel: 'chat', kind: 'open' }]);
    world.set('studio-1', 'running');
    for (let n = 0; n < 3; n++) await world.sweepAfter(86_400);
    expect(await published(world, 'OldestUndelivered')).toBe(0);
    expect(heardBy(world, 'pager').map(({ kind }) => kind)).toEqual(['open', 'resolved']);
    const { receipts, channels } = readOutbox((await world.store.load()).snapshot?.outbox);
    expect({ receipts, channels: channels.map(({ channel }) => channel) }).toEqual({
      receipts: [],
      channels: ['pager'],
    });
  });
});

describe('a channel that asks to be left alone for two hours', () => {
  it('is tried once an hour, and the summary says until when it waits', async () => {
    const world = await aWatchedWorld();
    world.modes.set('chat', 'asks for two hours');
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    const first = await world.sweepAfter(60);
    const waitingUntil = first?.alerts[1]?.waitingUntil ?? '';
    expect(Date.parse(waitingUntil) - world.clock.nowUtc().toMillis()).toBeCloseTo(3_600_000, -2);
    for (let n = 0; n < 59; n++) {
      const summary = await world.sweepAfter(60);
      const problem = 'it answered HTTP 429: it gets too many messages';
      expect(summary?.alerts[1]).toEqual({ type: 'chat', ok: false, sent: 0, waiting: 1, waitingUntil, problem });
    }
    expect(world.tries.filter(({ channel }) => channel === 'chat')).toHaveLength(1);
    expect(await published(world, 'AlertsWaiting', 'chat')).toBe(1);
    await world.sweepAfter(60);
    expect(world.tries.filter(({ channel }) => channel === 'chat')).toHaveLength(2);
  });
});
