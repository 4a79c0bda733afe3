import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { createJournal } from '../../lib/state/journal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import type { AnyCrashPoint } from '../../stand-ins/simulation/life.ts';
import { World } from '../../stand-ins/simulation/world.ts';

const DAILY = { cron: '0 9 * * *', timeZone: 'UTC', sinceSeconds: null, channels: ['chat'] } as const;
const START = '2026-03-02T08:00:00.000Z';

/** A world that swept at eight, where a report is due at nine. */
async function watched(report = DAILY as typeof DAILY | (Omit<typeof DAILY, 'channels'> & { channels: string[] })) {
  const world = new World({ pager: 120, chat: 20 }, { report }, START);
  for (const id of ['studio-1', 'studio-2']) world.add(id, { destinationKey: id });
  await world.sweep();
  return world;
}

const minutes = (count: number) => count * 60;
const HOUR = minutes(60);
const DAY = 24 * HOUR;
const reportsIn = (world: World) => world.heard.filter(({ notification }) => notification.kind === 'report');
const heardBy = (world: World) =>
  reportsIn(world).map(({ channel, notification }) => [channel, notification.report?.until]);
const keysOf = (world: World) => reportsIn(world).map(({ notification }) => notification.dedupKey);

describe('a report by schedule', () => {
  it('is sent to its channels alone, once its time has passed, and not again', async () => {
    const world = await watched();
    await world.sweepAfter(minutes(59));
    expect(reportsIn(world)).toEqual([]);
    await world.sweepAfter(minutes(1));
    await world.sweepAfter(minutes(1));
    await world.sweepAfter(HOUR);
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('says what the journal has of the time since the report before', async () => {
    const world = await watched();
    await world.sweepAfter(minutes(61));
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 4; n++) await world.sweepAfter(minutes(10));
    world.set('studio-1', 'running');
    await world.sweepAfter(minutes(10));
    await world.sweepAfter(DAY);
    const [first, second] = reportsIn(world).map(({ notification }) => notification.report);
    expect(first).toMatchObject({ from: '2026-03-01T09:00:00.000Z', figures: { outages: 0, pages: 0, relays: 2 } });
    expect(second).toMatchObject({
      from: '2026-03-02T09:00:00.000Z',
      until: '2026-03-03T09:00:00.000Z',
      problem: null,
      figures: {
        outages: 1,
        open: 0,
        lostMinutes: 30,
        pages: 2,
        worstRelays: [{ name: 'studio-1 (cn-shanghai/studio-1)', lostMinutes: 30 }],
        repairSeconds: { count: 1, median: 2_400, max: 2_400 },
      },
    });
  });

  it('looks as far back as the configuration says', async () => {
    const world = await watched({ ...DAILY, channels: ['chat'] });
    world.settings = { ...world.settings, report: { ...DAILY, sinceSeconds: 7 * DAY } };
    await world.sweepAfter(HOUR);
    expect(reportsIn(world)[0]?.notification.report?.from).toBe('2026-02-23T09:00:00.000Z');
  });

  it('is sent once when several times were missed, for the last of them', async () => {
    const world = await watched();
    await world.sweepAfter(4 * DAY);
    await world.sweepAfter(minutes(1));
    expect(heardBy(world)).toEqual([['chat', '2026-03-05T09:00:00.000Z']]);
  });

  it('counts nothing that began after its time, though it comes late', async () => {
    const world = await watched();
    world.clock.pass(3 * HOUR * 1_000);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweep();
    expect(reportsIn(world)[0]?.notification.report?.figures).toMatchObject({ outages: 0, lostMinutes: 0 });
  });

  it.each([
    ['is new', null],
    ['has another cron expression', { ...DAILY, cron: '30 7 * * *' }],
    ['has another time zone', { ...DAILY, timeZone: 'Asia/Shanghai' }],
  ])('does not come at once when it %s', async (_, before) => {
    const world = new World({ pager: 120, chat: 20 }, before ? { report: before } : {}, START);
    await world.sweep();
    await world.sweepAfter(minutes(30));
    world.settings = { ...world.settings, report: DAILY };
    await world.sweepAfter(minutes(15));
    expect(reportsIn(world)).toEqual([]);
    await world.sweepAfter(minutes(20));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('that was taken out of the configuration for a while has no time to make up for', async () => {
    const world = await watched();
    const { report: _, ...without } = world.settings;
    world.settings = without;
    await world.sweepAfter(2 * HOUR);
    world.settings = { ...without, report: DAILY };
    await world.sweepAfter(minutes(1));
    expect(reportsIn(world)).toEqual([]);
  });

  it('comes in time by the clock of its zone, also when the clocks change', async () => {
    const berlin = { ...DAILY, timeZone: 'Europe/Berlin' };
    const world = new World({ chat: 20 }, { report: berlin }, '2026-03-28T00:00:00.000Z');
    await world.sweep();
    for (let hour = 0; hour < 48; hour++) await world.sweepAfter(HOUR);
    expect(heardBy(world).map(([, until]) => until)).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z']);
  });

  it('waits for a channel that fails, and is not passed on to others', async () => {
    const world = await watched();
    world.receivers.modes.set('chat', 'down');
    for (let n = 0; n < 6; n++) await world.sweepAfter(n === 0 ? HOUR : minutes(1));
    expect(reportsIn(world)).toEqual([]);
    world.receivers.mend();
    await world.sweepAfter(HOUR);
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('is not held back by a mute, and mutes nothing', async () => {
    const world = await watched();
    const everything = { name: 'all', cron: '0 0 * * *', durationMinutes: 1_440, timeZone: 'UTC' };
    world.settings = { ...world.settings, maintenance: [everything] };
    await world.sweepAfter(HOUR);
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('goes nowhere else when its channel is renamed while it waits', async () => {
    const world = await watched();
    world.receivers.modes.set('chat', 'down');
    await world.sweepAfter(HOUR);
    world.renameChannel('chat', null);
    await world.sweepAfter(minutes(1));
    expect(reportsIn(world)).toEqual([]);
  });

  it.each([
    ['to other channels', { ...DAILY, channels: ['pager'] }],
    ['no more', undefined],
  ])('that waits is dropped when the configuration sends reports %s, and that is logged', async (_, report) => {
    const world = await watched();
    world.receivers.modes.set('chat', 'down');
    await world.sweepAfter(HOUR);
    const { report: __, ...without } = world.settings;
    world.settings = report ? { ...without, report } : without;
    world.receivers.mend();
    await world.sweepAfter(HOUR);
    expect(reportsIn(world)).toEqual([]);
    expect(world.logged.filter(({ event }) => event === 'alert_dropped')).toMatchObject([
      { channel: 'chat', kind: 'report', why: 'the configuration sends its channel no reports any more' },
    ]);
  });

  it('comes again after a clock that was a week ahead was set right, and does not wait for a week', async () => {
    const world = await watched();
    world.clock.stepWallClock(7 * DAY * 1_000);
    await world.sweep();
    world.clock.stepWallClock(-7 * DAY * 1_000);
    await world.sweepAfter(minutes(1));
    await world.sweepAfter(HOUR);
    expect(heardBy(world).map(([, until]) => until)).toEqual(['2026-03-08T09:00:00.000Z', '2026-03-02T09:00:00.000Z']);
  });

  it('does not come twice when two machines take turns whose clocks differ by seconds', async () => {
    const world = await watched();
    world.clock.stepWallClock(2_000);
    await world.sweepAfter(HOUR - 1);
    world.clock.stepWallClock(-2_000);
    await world.sweep();
    await world.sweepAfter(minutes(1));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('comes though the sweep is not complete', async () => {
    const world = await watched();
    world.failingRegion = 'cn-shanghai';
    const summary = await world.sweepAfter(HOUR);
    expect(summary?.sweep.complete).toBe(false);
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('is remembered by a look between two sweeps, which sends none', async () => {
    const world = await watched();
    world.expectCallbacks();
    await world.sweepAfter(minutes(50));
    world.clock.pass(minutes(20) * 1_000);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.callBack('studio-1', 'stopped');
    expect(await world.glance()).toBe('done');
    expect(world.heard.map(({ notification }) => notification.kind)).toEqual(['open', 'open']);
    await world.sweepAfter(minutes(1));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
    await world.callBack('studio-1', 'running');
    await world.glance();
    await world.sweepAfter(minutes(1));
    expect(reportsIn(world)).toHaveLength(1);
  });

  it('is remembered when somebody changes the state by hand', async () => {
    const world = await watched();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(minutes(59));
    await world.acknowledge('li');
    await world.sweepAfter(minutes(2));
    await world.acknowledge('li');
    await world.sweepAfter(minutes(2));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('begins with its next time after the state was lost', async () => {
    const world = await watched();
    world.clock.pass(HOUR * 1_000);
    world.loseState();
    await world.sweep();
    await world.sweepAfter(minutes(1));
    expect(reportsIn(world)).toEqual([]);
    await world.sweepAfter(DAY);
    expect(heardBy(world)).toEqual([['chat', '2026-03-03T09:00:00.000Z']]);
  });
});

describe('the journal of a report', () => {
  it('is not read unless one is due', async () => {
    const world = await watched();
    world.takes = (doing) => (doing === 'read journal' ? Number.POSITIVE_INFINITY : 0);
    await world.sweepAfter(minutes(30));
    expect(world.logged.map(({ event }) => event)).toEqual([]);
  });

  it('that hangs costs a sweep eight seconds, and pages had left before', async () => {
    const world = await watched();
    world.takes = (doing) => (doing === 'read journal' ? Number.POSITIVE_INFINITY : 0);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    world.clock.pass(HOUR * 1_000);
    const began = world.clock.nowUtc().toMillis();
    const summary = await world.sweep();
    expect(world.heard.map(({ notification, atMs }) => [notification.kind, Math.floor(atMs - began)])).toEqual([
      ['open', 0],
      ['open', 0],
    ]);
    expect(world.clock.nowUtc().toMillis() - began).toBeLessThanOrEqual(8_100);
    expect(summary?.sweep.complete).toBe(true);
    expect(summary?.sweep.reasons).toEqual([
      'reporting: deadline: time ran out: the report that is due could not be made; the next sweep makes it',
    ]);
    expect(world.published).toHaveLength(2);
  });

  it('that cannot be read is tried again by the next sweeps', async () => {
    const world = await watched();
    world.journalFails = true;
    await world.sweepAfter(HOUR);
    await world.sweepAfter(minutes(1));
    expect(world.logged.filter(({ event }) => event === 'report_not_made')).toHaveLength(2);
    expect(reportsIn(world)).toEqual([]);
    world.journalFails = false;
    await world.sweepAfter(minutes(1));
    expect(reportsIn(world)[0]?.notification.report).toMatchObject({ problem: null, figures: { outages: 0 } });
  });

  it('that stays unreadable is what the report says, once', async () => {
    const world = await watched();
    world.journalFails = true;
    for (let n = 0; n < 10; n++) await world.sweepAfter(n === 0 ? HOUR : minutes(1));
    const problem = 'the journal does not answer';
    expect(reportsIn(world).map(({ notification }) => notification.report)).toMatchObject([{ figures: null, problem }]);
  });

  it('is left to the next sweep by one that is short of time', async () => {
    const world = await watched();
    world.time = { givenMs: 20_000 };
    world.takes = (doing) => (doing === 'send to pager' ? 10_000 : doing === 'list' ? 6_000 : 0);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(HOUR);
    expect(reportsIn(world)).toEqual([]);
    expect(world.logged.map(({ event }) => event)).toContain('report_left');
    world.takes = () => 0;
    await world.sweepAfter(minutes(1));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  it('stops being read when its time is over', async () => {
    const reads: string[] = [];
    const texts = new Map<string, string>();
    for (let hour = 0; hour < 24; hour++)
      texts.set(`journal-2026-03-02T${String(hour).padStart(2, '0')}.jsonl`, '{"kind":"left-out"}\n');
    const place = memoryTexts(texts);
    const over = new AbortController();
    const journal = createJournal({
      ...place,
      read: async (name) => {
        reads.push(name);
        if (reads.length === 10) over.abort(new Error('over'));
        return place.read(name);
      },
    });
    const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' }) as DateTime<true>;
    const read = async () => {
      for await (const _ of journal.entries(at('2026-03-02T00:00:00Z'), at('2026-03-02T23:59:00Z'), over.signal));
    };
    await expect(read()).rejects.toThrow('over');
    expect(reads).toHaveLength(10);
  });
});

describe('a report and a crash', () => {
  const settled = async (world: World) => {
    // a sweep that died holds its lease for half a minute
    for (let n = 0; n < 4; n++) await world.sweepAfter(minutes(1));
  };

  it('at any operation of the sweep that sends it: one key, and heard', async () => {
    const calm = await watched();
    calm.set('studio-1', 'stopped', 'PullStreamFailed');
    await calm.sweepAfter(HOUR);
    const [key] = keysOf(calm);
    const operations = calm.operations;
    expect(operations).toBeGreaterThan(10);
    for (let operation = 1; operation <= operations; operation++) {
      for (const after of [false, true]) {
        const world = await watched();
        world.set('studio-1', 'stopped', 'PullStreamFailed');
        await world.sweepAfter(HOUR, { operation, after });
        await settled(world);
        expect([...new Set(keysOf(world))], `operation ${operation}, after: ${after}`).toEqual([key]);
        expect(keysOf(world).length, `operation ${operation}, after: ${after}`).toBeLessThanOrEqual(2);
      }
    }
  });

  it('and a snapshot that is torn by it: one key, and heard', async () => {
    const calm = await watched();
    await calm.sweepAfter(HOUR);
    for (let operation = 1; operation <= calm.operations; operation++) {
      const world = await watched();
      await world.sweepAfter(HOUR, { operation, after: true });
      world.tearNewest();
      await settled(world);
      expect([...new Set(keysOf(world))], `operation ${operation}`).toEqual(keysOf(calm));
    }
  });

  it('while the store takes nothing: it is told once within the day, and not every minute', async () => {
    const world = await watched();
    world.storeFails = (doing) => doing.startsWith('save');
    for (let n = 0; n < 120; n++) await world.sweepAfter(n === 0 ? HOUR : minutes(1));
    expect(heardBy(world)).toEqual([['chat', '2026-03-02T09:00:00.000Z']]);
  });

  const trouble = fc.record({
    afterMinutes: fc.integer({ min: 1, max: 300 }),
    crash: fc.option(fc.record({ operation: fc.integer({ min: 1, max: 16 }), after: fc.boolean() }), {
      nil: undefined,
    }),
    chat: fc.constantFrom('up' as const, 'down' as const, 'accepts but times out' as const),
    journalFails: fc.boolean(),
    tears: fc.boolean(),
  });

  it('over random histories: each channel hears of every last due time, by one key each, and of nothing else', async () => {
    const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 25);
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 12 }), async (history) => {
        const report = { ...DAILY, cron: '0 */3 * * *', channels: ['chat', 'pager'] };
        const world = new World({ pager: 120, chat: 20 }, { report }, START);
        await world.sweep();
        for (const { afterMinutes, crash, chat, journalFails, tears } of history) {
          world.receivers.modes.set('chat', chat);
          world.journalFails = journalFails;
          await world.sweepAfter(minutes(afterMinutes), crash as AnyCrashPoint | undefined);
          if (tears && crash) world.tearNewest();
        }
        world.receivers.mend();
        world.journalFails = false;
        for (let n = 0; n < 8; n++) await world.sweepAfter(minutes(1));
        await world.sweepAfter(2 * HOUR);
        const now = world.clock.nowUtc();
        const last = now.startOf('hour').minus({ hours: now.hour % 3 });
        const isDue = last.toISO() > START;
        for (const channel of report.channels) {
          const byTime = new Map<string, Set<string>>();
          for (const { notification } of reportsIn(world).filter((one) => one.channel === channel)) {
            const until = notification.report?.until ?? '';
            byTime.set(until, (byTime.get(until) ?? new Set()).add(notification.dedupKey));
          }
          if (isDue) expect([...byTime.keys()], channel).toContain(last.toISO());
          for (const [until, keys] of byTime) {
            expect(keys.size, `${channel} ${until}`).toBe(1);
            expect(until > START && Number(until.slice(11, 13)) % 3, until).toBe(0);
          }
        }
      }),
      { numRuns: RUNS, seed: Number(process.env.RELAYWATCH_SEED ?? 2026) },
    );
  }, 900_000);
});
