import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../../lib/alerts/channel.ts';
import { silentLog } from '../../../lib/base/log.ts';
import type { AccountSeen } from '../../../lib/monitor/accounts-behind.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import { accountsRound } from '../../../lib/sweep/accounts/round.ts';
import { accountSeen } from '../../../lib/sweep/accounts/seen.ts';
import { PLAIN_SWEEP } from '../../../stand-ins/simulation/plain-sweep.ts';
import { Receivers } from '../../../stand-ins/simulation/receivers.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

function watching(names: string[]) {
  const clock = new VirtualClock();
  const receivers = new Receivers();
  const store = createMemoryStore();
  const faults = new Map<string, string>();
  const beats: number[] = [];
  let published: readonly MetricPoint[] = [];
  const channel: AlertChannel = {
    name: 'operator',
    type: 'webhook',
    budget: { perMinute: 60 },
    takesUpdates: false,
    send: async (one) => receivers.receive('operator', [one], clock.nowUtc().toMillis()),
    check: async () => ({ ok: true, detail: '' }),
  };
  const round = async ({ lookAt = names, isWhole = true, trigger = '' } = {}) => {
    const seen = (): AccountSeen[] => lookAt.map((name) => ({ name, fault: faults.get(name) ?? null }));
    const backend = {
      type: 'numbers',
      check: channel.check,
      async publish(points: readonly MetricPoint[]) {
        published = points;
        return { type: 'numbers', ok: true, datapoints: points.length, rejected: 0 };
      },
    };
    const heartbeat = { beat: async () => ({ ok: true as const, at: beats.push(clock.monotonicMs()) }) };
    const deps = {
      clock,
      random: () => 0.5,
      log: silentLog,
      store,
      channels: [channel],
      backends: [backend],
      heartbeat,
    };
    const settings = { regions: [], ...PLAIN_SWEEP, qps: 10, pageSize: 100 };
    const done = accountsRound(
      settings,
      { ...deps, live: undefined as never, lookAt: async () => seen(), ...(trigger === '' ? {} : { trigger }) },
      names,
      isWhole,
    );
    const { behind } = await clock.run(done);
    clock.pass(60_000);
    return behind;
  };
  const told = () =>
    receivers.heard.map(({ notification: { kind, scope, reason } }) => `${kind} ${scope.value} ${reason}`);
  return { names, clock, faults, round, told, receivers, beats, published: () => published };
}

describe('a round over several accounts', () => {
  it('tells of each account that is behind, once, and when it is watched again', async () => {
    const { faults, round, told } = watching(['a', 'b', 'c']);
    expect(await round()).toEqual([]);
    faults.set('a', 'late').set('b', 'InvalidAccessKeyId.NotFound');
    for (let minute = 0; minute < 4; minute++) await round();
    expect(told().toSorted()).toEqual(['open a late', 'open b InvalidAccessKeyId.NotFound']);
    faults.delete('a');
    expect(await round()).toEqual(['b']);
    expect(told().at(-1)).toBe('resolved a late');
  });

  it('is not told of what passes within a minute, such as an account that was just added', async () => {
    const { faults, round, told } = watching(['a']);
    faults.set('a', 'never-swept');
    expect(await round()).toEqual(['a']);
    faults.clear();
    expect(await round()).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('concludes nothing about an account that it did not look at', async () => {
    const { faults, round, told } = watching(['a', 'b']);
    faults.set('a', 'late');
    await round();
    await round();
    faults.clear();
    expect(await round({ lookAt: ['b'] })).toEqual(['a']);
    expect(told()).toEqual(['open a late']);
  });

  it('lets go of an account that the configuration has no longer', async () => {
    const { names, faults, round, told } = watching(['a', 'b']);
    faults.set('a', 'late');
    await round();
    await round();
    names.shift();
    expect(await round()).toEqual([]);
    expect(told()).toEqual(['open a late', 'resolved a late']);
  });

  it('tells again what the channel did not take', async () => {
    const { faults, round, receivers, told } = watching(['a']);
    faults.set('a', 'blind');
    receivers.modes.set('operator', 'down');
    await round();
    await round();
    receivers.mend();
    await round();
    expect(told()).toEqual(expect.arrayContaining(['open a blind']));
  });

  it('publishes how many are behind, and calls the dead-man service if all were started', async () => {
    const { faults, round, published, beats } = watching(['a', 'b']);
    faults.set('a', 'late').set('b', 'late');
    await round();
    expect(published().map(({ name, value }) => [name, value])).toEqual([['AccountsBehind', 2]]);
    expect(beats).toHaveLength(1);
    await round({ isWhole: false });
    expect(beats).toHaveLength(1);
  });

  it('is made once for a timer event that the platform repeats', async () => {
    const { round } = watching(['a']);
    expect(await round({ trigger: 'every-minute 08:00' })).toEqual([]);
    expect(await round({ trigger: 'every-minute 08:00' })).toBeNull();
  });
});

describe('how an account is watched', () => {
  const seen = (world: World) => accountSeen('a', world.store, 60, world.clock.nowUtc());

  it('is told from what its sweeps leave', async () => {
    const world = new World();
    world.add('r1');
    expect(await seen(world)).toEqual({ name: 'a', fault: 'never-swept' });
    await world.sweep();
    expect(await seen(world)).toEqual({ name: 'a', fault: null });
    world.clock.pass(200_000);
    expect(await seen(world)).toEqual({ name: 'a', fault: 'late' });
  });

  it('has the code of Live where its sweeps are blind', async () => {
    const world = new World();
    world.add('r1');
    await world.sweep();
    world.failingRegion = 'cn-shanghai';
    for (let minute = 0; minute < 4; minute++) await world.sweepAfter(60);
    expect(await seen(world)).toEqual({ name: 'a', fault: 'Forbidden.RAM' });
  });

  it('counts a state that cannot be read', async () => {
    const load = async () => {
      throw new Error('AccessDenied');
    };
    expect(await accountSeen('a', { load }, 60, new VirtualClock().nowUtc())).toEqual({
      name: 'a',
      fault: 'state-unreadable',
    });
  });

  it('counts messages that nobody takes', async () => {
    const world = new World();
    world.add('r1');
    await world.sweep();
    for (const name of ['pager', 'chat']) world.modes.set(name, 'down');
    world.set('r1', 'stopped', 'PushStreamFailed');
    for (let minute = 0; minute < 7; minute++) await world.sweepAfter(60);
    expect(await seen(world)).toEqual({ name: 'a', fault: 'undelivered' });
  });
});
