import { gzipSync } from 'node:zlib';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { newCause } from '../../lib/monitor/cause.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument, type View } from '../../lib/status/status-document.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { pageHtml } from '../../web/html.tsx';
import { breakSomething, HOSTILE_NAMES, populate, settingsOf } from '../support/status-site.ts';

const START = '2026-03-01T08:00:00.000Z';

async function shown(world: World, view: Partial<View> = {}): Promise<StatusDocument> {
  const known = knownOf(usableOf((await world.store.load()).snapshot));
  return statusDocument(known, settingsOf(world), world.clock.nowUtc(), { language: 'en', ...view });
}

/** A fleet that was swept once while all was well. */
async function wellWorld(settings: ConstructorParameters<typeof World>[1] = {}): Promise<World> {
  const world = new World({ pager: 120, chat: 20 }, settings, START);
  populate(world);
  await world.sweep();
  return world;
}

async function brokenWorld(): Promise<World> {
  const world = await wellWorld();
  breakSomething(world);
  for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
  return world;
}

describe('what is open', () => {
  it('is told in the words of the messages, the most severe first, then the largest', async () => {
    const world = await brokenWorld();
    const { open, causes, causesLeftOut } = await shown(world);
    expect(open).toEqual({ relays: 68, causes: 3, critical: 2, warning: 1, info: 0, pending: 0, held: 0 });
    expect(causes.map(({ severity, affected }) => [severity, affected])).toEqual([
      ['critical', 62],
      ['critical', 1],
      ['warning', 5],
    ]);
    expect(causesLeftOut).toBe(0);
    const [first] = causes;
    expect(first).toMatchObject({
      verdict: 'stopped',
      reason: 'PullStreamFailed',
      scope: { by: 'source', value: 'source-3.example.com' },
      since: expect.stringMatching(/^2026-03-01T08:01:00/),
      most: 62,
      regions: ['cn-beijing', 'cn-shanghai'],
      text: {
        title: expect.stringMatching(
          /^62 relays from source-3\.example\.com stopped, PullStreamFailed, since 08:01:00 UTC/,
        ),
        steps: [expect.stringContaining('source stream is live'), 'Then restart each of the 62, for example:'],
        command: expect.stringMatching(/^aliyun live RestartLivePullToPush/),
      },
      timeline: [{ event: 'stopped', affected: 62 }],
      told: [
        { channel: 'pager', unsure: false },
        { channel: 'chat', unsure: false },
      ],
      waiting: [],
      acknowledged: null,
      mutedBy: [],
      membersLeftOut: 12,
    });
    expect(first?.members).toHaveLength(50);
    // the key is what messages have, so that a link from one leads here
    expect(world.heard.some(({ notification }) => notification.dedupKey === first?.key)).toBe(true);
  });

  it('can be asked for one by one, all figures around it as ever', async () => {
    const world = await brokenWorld();
    const all = await shown(world);
    const key = all.causes[1]?.key ?? '';
    const one = await shown(world, { cause: key });
    expect(one.causes).toEqual([all.causes[1]]);
    expect([one.open, one.monitor, one.fleet]).toEqual([all.open, all.monitor, all.fleet]);
    expect((await shown(world, { cause: 'no-such' })).causes).toEqual([]);
  });

  it('is told in Chinese, too', async () => {
    const [first] = (await shown(await brokenWorld(), { language: 'zh' })).causes;
    expect(first?.text.title).toMatch(/source-3\.example\.com.*62 个转推任务/);
  });

  it('is what stopped before watching began, too, which belongs to no cause', async () => {
    const world = new World({ pager: 120 }, {}, START);
    populate(world);
    breakSomething(world);
    await world.sweep();
    const { open, causes } = await shown(world);
    expect(causes[0]).toMatchObject({
      key: 'baseline',
      text: { title: expect.stringContaining('before watching began') },
    });
    expect(open.relays).toBe(causes.reduce((sum, { affected }) => sum + affected, 0) + open.held);
  });

  it('is gone when it is over', async () => {
    const world = await brokenWorld();
    for (const id of world.tasks.keys()) world.set(id, 'running');
    await world.sweepAfter(60);
    const { open, causes, monitor } = await shown(world);
    expect([open.relays, causes, monitor.problems]).toEqual([0, [], []]);
  });
});

describe('what is muted', () => {
  it('is told apart, with what holds it and until when', async () => {
    const world = await wellWorld();
    await world.silence({
      id: 's1',
      comment: 'new encoder \u202e',
      createdAt: START,
      until: '2026-03-01T10:00:00.000Z',
      match: { source: 'source-3.example.com', region: ['cn-shanghai', 'cn-beijing'] },
    });
    breakSomething(world);
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    const { held, mutes, open, causes } = await shown(world);
    expect(mutes).toEqual([
      {
        kind: 'silence',
        name: 'new encoder ?',
        since: START,
        until: '2026-03-01T10:00:00.000Z',
        matches: 'source source-3.example.com, region cn-shanghai | cn-beijing',
        held: 62,
      },
    ]);
    expect([held.affected, held.members.length, held.membersLeftOut, open.held]).toEqual([62, 50, 12, 62]);
    expect(held.members[0]?.mutedBy).toBe('new encoder ?');
    expect(causes.map(({ scope }) => scope.value)).not.toContain('source-3.example.com');
  });

  it('after it was told stays with its cause, which names the mute', async () => {
    const world = await brokenWorld();
    await world.silence({
      id: 's1',
      comment: 'known',
      createdAt: START,
      until: 'recovered',
      match: { name: 'studio-1' },
    });
    await world.sweepAfter(60);
    const { causes, held } = await shown(world);
    expect([causes[0]?.mutedBy, held.affected]).toEqual([['known'], 0]);
  });
});

describe('the monitor itself', () => {
  it('is well after a good sweep', async () => {
    const { monitor } = await shown(await wellWorld());
    expect(monitor).toMatchObject({
      problems: [],
      lastSweep: {
        at: expect.stringMatching(/^2026-03-01T08:00:00/),
        ageSeconds: 0,
        complete: true,
        exact: true,
        overlooked: 0,
        throttled: 0,
        pagesPerSecond: 3,
        limitPerSecond: 10,
      },
      lateAfterSeconds: 180,
      sweepingNow: false,
      blind: [],
      channels: [
        { name: 'pager', state: 'works', waiting: 0, brokenSince: null, problem: null },
        { name: 'chat', state: 'works', waiting: 0, brokenSince: null, problem: null },
      ],
    });
  });

  it('has done nothing yet before the first sweep', async () => {
    const { monitor, fleet } = await shown(new World({}, {}, START));
    expect([monitor.problems, monitor.lastSweep, fleet]).toEqual([['never-swept'], null, null]);
  });

  it('is late when sweeps stop coming', async () => {
    const world = await wellWorld();
    world.clock.pass(180_000);
    expect((await shown(world)).monitor.problems).toEqual([]);
    world.clock.pass(1_000);
    expect((await shown(world)).monitor).toMatchObject({ problems: ['late'], lastSweep: { ageSeconds: 181 } });
  });

  it('is no older than now when the clock goes back', async () => {
    const world = await wellWorld();
    const known = knownOf(usableOf((await world.store.load()).snapshot));
    const before = world.clock.nowUtc().minus({ hours: 1 });
    const { monitor } = statusDocument(known, settingsOf(world), before, { language: 'en' });
    expect(monitor.lastSweep?.ageSeconds).toBe(0);
  });

  it('is blind where a region cannot be read, and the fleet does not have that region', async () => {
    const world = await wellWorld();
    world.failingRegion = 'cn-beijing';
    for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
    const { monitor, fleet } = await shown(world);
    expect(monitor.problems).toEqual(['blind', 'incomplete']);
    expect(monitor.blind).toMatchObject([{ reason: 'call-failed' }]);
    expect(fleet?.regions.map(({ region }) => region)).toEqual(['cn-shanghai']);
  });

  it('says which channel is broken, since when and why, and what nobody took', async () => {
    const world = await wellWorld();
    world.modes.set('pager', 'broken').set('chat', 'broken');
    breakSomething(world);
    for (let n = 0; n < 8; n += 1) await world.sweepAfter(60);
    const { monitor, causes } = await shown(world);
    expect(monitor.problems).toEqual(['channel-broken', 'undelivered']);
    expect(monitor.channels[0]).toMatchObject({
      state: 'broken',
      brokenSince: expect.stringMatching(/^2026-03-01T08:0/),
    });
    expect(monitor.channels[0]?.waiting).toBeGreaterThan(0);
    expect(monitor.oldestUndeliveredSeconds).toBeGreaterThan(300);
    expect([causes[0]?.told, causes[0]?.waiting]).toEqual([[], ['pager', 'chat']]);
  });
});

describe('the fleet', () => {
  it('is counted by region and status, as the last sweep saw it', async () => {
    const { fleet } = await shown(await brokenWorld());
    expect(fleet).toMatchObject({
      total: 187,
      byStatus: { running: 119, stopped: 63, recovering: 5, idle: 0 },
      regions: [
        { region: 'cn-beijing', total: 140, stoppedByReason: { PullStreamFailed: 20, PushStreamFailed: 1 } },
        { region: 'cn-shanghai', total: 47, stoppedByReason: { PullStreamFailed: 42 } },
      ],
      byVerdict: { healthy: 119, stopped: 63, recovering: 5 },
    });
  });
});

describe('texts from outside', () => {
  it('are one visible line each', async () => {
    const { causes } = await shown(await brokenWorld());
    const names = causes.flatMap(({ members }) => members.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining([HOSTILE_NAMES[0], '?gnp.exe?', HOSTILE_NAMES[2], HOSTILE_NAMES[3]]));
  });

  it('end no element of the page, whatever they hold', async () => {
    const status = await shown(await brokenWorld());
    const html = pageHtml({ status, place: { page: 'now', root: './' } }, { script: null, style: null });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img/);
    const data = /<script type="application\/json" id="status">(.*)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual({ status, place: { page: 'now', root: './' } });
  });
});

describe('ten thousand open incidents', () => {
  const MANY = 10_000;
  const NAME = 'n'.repeat(10_000);
  const anIncident = (n: number, host: string, name: string): Incident => ({
    key: `cn-shanghai/relay-${n}`,
    region: 'cn-shanghai',
    taskId: `relay-${n}`,
    name,
    source: `rtmp://${host}.example.com`,
    destination: `rtmp://push-${n % 100}.example.com`,
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    phase: 'open',
    since: START,
    lastFaultAt: START,
    lastSeenAt: START,
    down: true,
    stops: [START],
    stopCount: 1,
    lostSeconds: n,
    causeKey: `source-${host}`,
  });

  it.each<[string, (n: number) => string, (n: number) => string]>([
    ['of one cause', () => 'source', (n) => `relay-${n}`],
    ['of as many causes', (n) => `source-${n}`, (n) => `relay-${n}`],
    ['with names of ten thousand characters', (n) => `source-${n % 300}`, (n) => `${n}${NAME}`],
  ])('%s leave the page and its JSON small', (_, hostOf, nameOf) => {
    const now = DateTime.fromISO(START, { zone: 'utc' }).plus({ hours: 1 }) as UtcDateTime;
    const incidents = Array.from({ length: MANY }, (_none, n) => anIncident(n, hostOf(n), nameOf(n)));
    const keys = new Set(incidents.map(({ causeKey }) => causeKey ?? ''));
    const causes = [...keys].map((key) => {
      const members = incidents.filter(({ causeKey }) => causeKey === key);
      const scope = { by: 'source', value: key.slice('source-'.length) } as const;
      return newCause({ key, scope, family: 'fault', flapping: false }, members, ['pager'], now);
    });
    const known = { ...knownOf(null), incidents, causes };
    const settings = {
      windows: [],
      channels: ['pager'],
      acknowledgedApart: [],
      qps: 10,
      pageSize: 100,
      intervalSeconds: 60,
    };
    const status = statusDocument(known, settings, now, { language: 'en' });
    expect([status.open.relays, status.open.causes]).toEqual([MANY, keys.size]);
    expect(status.causes.length + status.causesLeftOut).toBe(keys.size);
    expect(gzipSync(JSON.stringify(status)).length).toBeLessThan(300_000);
    const html = pageHtml({ status, place: { page: 'now', root: './' } }, { script: null, style: null });
    expect(html.length).toBeLessThan(2_000_000);
    expect(gzipSync(html).length).toBeLessThan(300_000);
  });
});
