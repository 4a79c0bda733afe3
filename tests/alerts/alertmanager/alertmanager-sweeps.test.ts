import { describe, expect, it } from 'vitest';
import type { Resend } from '../../../lib/alerts/alertmanager/alert.ts';
import { createAlertmanagerChannel } from '../../../lib/alerts/alertmanager/alertmanager.ts';
import { assemble } from '../../../lib/assemble/assemble.ts';
import { silentLog } from '../../../lib/base/log.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import { startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { viaFetch } from '../../support/via-fetch.ts';
import { aCause, START } from '../channel-contract.ts';

const URL = 'http://alertmanager-1:9093';
const MINUTE = 60;

/** An Alertmanager as far as time goes: an alert fires until the end that the last post gave it. */
class Firing {
  readonly ends = new Map<string, number>();
  readonly posts: number[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  readonly call = viaFetch(async (_, init) => {
    for (const { labels, endsAt } of JSON.parse(String(init.body))) this.ends.set(labels.cause, Date.parse(endsAt));
    this.posts.push(this.#nowMs());
    return new Response('');
  });

  /** Whether the alert fires of which it was told first. */
  get fires(): boolean {
    const [cause = ''] = this.ends.keys();
    return this.firesOf(cause);
  }

  firesOf(cause: string): boolean {
    return (this.ends.get(cause) ?? 0) > this.#nowMs();
  }
}

/** An account whose one Alertmanager was told of one stopped relay. */
async function told(resend: Resend, leaseSeconds = 120, others: Readonly<Record<string, number>> = {}) {
  const world = new World(others, { leaseSeconds });
  const alertmanager = new Firing(() => world.clock.nowUtc().toMillis());
  const { clock } = world;
  world.more.push(
    createAlertmanagerChannel(
      { urls: [URL], resend },
      { clock, log: silentLog, language: 'en', call: alertmanager.call },
    ),
  );
  world.add('news', { region: 'cn-shanghai' });
  await world.sweep();
  world.set('news', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(resend.intervalSeconds);
  expect(alertmanager.fires).toBe(true);
  return { world, alertmanager };
}

/** Lets time pass until just before the next sweep, says whether the alert still fires, and sweeps. */
async function nextSweep({ world, alertmanager }: Awaited<ReturnType<typeof told>>, seconds: number, crash?: string) {
  world.clock.pass(seconds * 1_000 - 1);
  const { fires } = alertmanager;
  await world.sweepAfter(0.001, crash === undefined ? undefined : { doing: crash, after: true });
  return fires;
}

describe('an open cause at Alertmanager', () => {
  it.each([
    ['every minute', MINUTE],
    ['every ten minutes', 10 * MINUTE],
    ['every hour', 60 * MINUTE],
  ])('is sent by each of ten sweeps %s, fires without a gap, and ends with its relay', async (_, intervalSeconds) => {
    const around = await told({ intervalSeconds, sweepSeconds: 120 });
    const before = around.alertmanager.posts.length;
    for (let sweep = 1; sweep <= 10; sweep += 1) expect(await nextSweep(around, intervalSeconds)).toBe(true);
    expect(around.alertmanager.posts.length - before).toBe(10);
    around.world.set('news', 'running');
    await nextSweep(around, intervalSeconds);
    expect(around.alertmanager.fires).toBe(false);
  });

  it('would be resolved between two sweeps when these are further apart than is said', async () => {
    const around = await told({ intervalSeconds: MINUTE, sweepSeconds: 120 });
    expect(await nextSweep(around, 10 * MINUTE)).toBe(false);
  });

  it.each([MINUTE, 10 * MINUTE])('fires on when two sweeps %i seconds apart do not come', async (intervalSeconds) => {
    const around = await told({ intervalSeconds, sweepSeconds: 120 });
    expect(await nextSweep(around, 3 * intervalSeconds)).toBe(true);
  });

  it('fires on when a sweep dies, and its lease keeps the next two out', async () => {
    const around = await told({ intervalSeconds: MINUTE, sweepSeconds: 120 }, 120);
    const posts = () => around.alertmanager.posts.length;
    expect(await nextSweep(around, MINUTE, 'save 2')).toBe(true);
    const died = posts();
    expect(await nextSweep(around, MINUTE)).toBe(true);
    expect(posts()).toBe(died);
    for (let sweep = 1; sweep <= 5; sweep += 1) expect(await nextSweep(around, MINUTE)).toBe(true);
    expect(posts()).toBeGreaterThan(died);
  });

  it('fires on while sweeps take far longer than their interval, so that the next ones leave at once', async () => {
    const around = await told({ intervalSeconds: MINUTE, sweepSeconds: 120 });
    const { world, alertmanager } = around;
    world.takes = (doing) => (doing === 'list' ? 20 * MINUTE * 1_000 : 0);
    await world.sweepAfter(MINUTE);
    const [longMs = 0, nextMs = 0] = alertmanager.posts.slice(-2);
    expect(nextMs - longMs).toBeGreaterThan(20 * MINUTE * 1_000);
    for (let sweep = 1; sweep <= 5; sweep += 1) {
      const endMs = Math.max(...alertmanager.ends.values());
      await world.sweepAfter(MINUTE);
      expect(endMs).toBeGreaterThan(alertmanager.posts.at(-1) ?? 0);
    }
  });

  it('is sent also by sweeps that do not see its relay, or see nothing at all', async () => {
    const around = await told({ intervalSeconds: 10 * MINUTE, sweepSeconds: 120 });
    around.world.failingRegion = 'cn-shanghai';
    for (let sweep = 1; sweep <= 5; sweep += 1) expect(await nextSweep(around, 10 * MINUTE)).toBe(true);
  });

  it('is sent also while it is muted', async () => {
    const around = await told({ intervalSeconds: 10 * MINUTE, sweepSeconds: 120 });
    await around.world.silence({
      id: 's-1',
      comment: 'moving',
      createdAt: around.world.clock.nowUtc().toISO(),
      until: around.world.clock.nowUtc().plus({ hours: 5 }).toISO(),
      match: { name: ['news'] },
    });
    for (let sweep = 1; sweep <= 5; sweep += 1) expect(await nextSweep(around, 10 * MINUTE)).toBe(true);
  });

  it('is a broken channel too, which fires until that works again', async () => {
    const around = await told({ intervalSeconds: 10 * MINUTE, sweepSeconds: 120 }, 120, { pager: 60 });
    const { world, alertmanager } = around;
    const isFiring = () => alertmanager.firesOf('channel-pager');
    world.modes.set('pager', 'broken');
    world.add('sports', { region: 'cn-shanghai', status: 'stopped', statusCode: 3, invalidReason: 'PushStreamFailed' });
    await nextSweep(around, 10 * MINUTE);
    expect(isFiring()).toBe(true);
    for (let sweep = 1; sweep <= 5; sweep += 1) {
      world.clock.pass(10 * MINUTE * 1_000 - 1);
      expect(isFiring()).toBe(true);
      await world.sweepAfter(0.001);
    }
    world.modes.set('pager', 'up');
    await nextSweep(around, 10 * MINUTE);
    expect(isFiring()).toBe(false);
  });

  it('ends by itself when relaywatch is gone', async () => {
    const { world, alertmanager } = await told({ intervalSeconds: 10 * MINUTE, sweepSeconds: 120 });
    world.clock.pass((3 * 10 * MINUTE + 120) * 1_000 - 1);
    expect(alertmanager.fires).toBe(true);
    world.clock.pass(1);
    expect(alertmanager.fires).toBe(false);
  });
});

describe('how long an alert lasts, as the configuration says', () => {
  it.each<[string, string, number]>([
    ['nothing of an interval', '', 300],
    ['a schedule of Function Compute', 'deploy: { fc: { schedule: "@every 10m" } }', 1_920],
    ['a schedule of five minutes', 'deploy: { fc: { schedule: "@every 5m" } }', 1_020],
    ['cron whose longest gap is ten minutes', 'deploy: { fc: { schedule: "0 0,10,15,20,30,40,50 * * * *" } }', 1_920],
    ['a timer with its default, beside patient alarms', 'deploy: { fc: {}, alarms: { intervalMinutes: 5 } }', 300],
    ['a schedule of Lambda', 'deploy: { aws: { schedule: rate(10 minutes) } }', 1_920],
    ['a schedule with a night', 'deploy: { fc: { schedule: "0 */5 8-20 * * *" } }', 3 * 39_900 + 120],
    ['an interval of its own, as in a package', 'sweep: { intervalSeconds: 600 }', 1_920],
    ['a long lease', 'sweep: { intervalSeconds: 600, leaseSeconds: 900 }', 2_700],
    ['sweeps that may take long', 'sweep: { intervalSeconds: 120, timeLimitSeconds: 300 }', 660],
    ['sweeps close together', 'sweep: { intervalSeconds: 10 }', 300],
  ])('%s', async (_, text, seconds) => {
    const alertmanager = await startFaultyServer(() => ({ status: 200 }));
    const config = parseConfig(
      `live: { regions: [cn-shanghai] }\nalerts: [{ type: alertmanager, urls: ["${alertmanager.url}"] }]\n${text}`,
      {},
      'relaywatch.yml',
    );
    const [channel] = assemble(config, {
      clock: instantClock(START),
      random: () => 0,
      log: silentLog,
      write: () => undefined,
    }).deps.channels;
    expect(await channel?.send(aCause())).toMatchObject({ ok: true });
    await alertmanager.close();
    const [{ endsAt }] = JSON.parse(alertmanager.requests()[0]?.body.toString() ?? '');
    expect((Date.parse(endsAt) - Date.parse(START)) / 1_000).toBe(seconds);
  });
});
