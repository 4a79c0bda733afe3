import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/*
 * A function that the platform ends, and an outside that takes long or never answers. What on-call may rely on: the sweep
 * ends before the platform ends it, and whoever takes messages got the pages.
 */
const FOR_EVER = Number.POSITIVE_INFINITY;
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 50);
const SECONDS = [10, 30, 60, 120] as const;

/** Relays in two regions; one is told as stopped and then deleted, so that it is asked for by id; another one has just stopped. */
async function aWorld(): Promise<World> {
  const world = new World({ pager: 120, chat: 120 }, { leaseSeconds: 120 });
  for (let n = 0; n < 10; n++) {
    const region = world.regions[n % 2] ?? '';
    world.add(`studio-${n}`, {
      region,
      destinationKey: `d${n}`,
      sources: [{ origin: `rtmp://source-${n}.example.com` }],
    });
  }
  await world.sweep();
  world.set('studio-8', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(60);
  world.tasks.delete('studio-8');
  world.set('studio-2', 'stopped', 'PullStreamFailed');
  world.heard.length = 0;
  world.published.length = 0;
  world.beats.length = 0;
  return world;
}

interface Timed {
  readonly summary: SweepSummary | null;
  readonly tookMs: number;
  /** Who heard that studio-2 stopped. */
  readonly paged: readonly string[];
}

async function timedSweep(world: World, seconds: number): Promise<Timed> {
  world.clock.pass(60_000);
  world.time = { givenMs: seconds * 1_000 };
  const beganMs = world.clock.monotonicMs();
  const summary = await world.sweep();
  return { summary, tookMs: world.clock.monotonicMs() - beganMs, paged: pagedBy(world) };
}

const pagesOf = ({ heard }: World) =>
  heard.filter(({ notification: n }) => n.kind === 'open' && n.examples.some(({ taskId }) => taskId === 'studio-2'));
const pagedBy = (world: World) =>
  pagesOf(world)
    .map(({ channel }) => channel)
    .sort();

/** Timers are late and answers have to be written: of the last half second of a short function nothing may be used. */
const marginMs = (seconds: number) => Math.min(1_000, seconds * 50) - 100;

interface Case {
  /** What never answers. */
  readonly hangs: string;
  readonly region?: string;
  /** Says that there was no time, and for what. */
  readonly reason: RegExp;
  readonly paged?: readonly string[];
}

const CASES: readonly Case[] = [
  { hangs: 'load', reason: /^opening: deadline: / },
  { hangs: 'save 1', reason: /^opening: deadline: / },
  { hangs: 'list', region: 'cn-beijing', reason: /^cn-beijing: deadline: / },
  { hangs: 'list', reason: /^cn-shanghai: deadline: /, paged: [] },
  { hangs: 'describe', reason: /^asking: deadline: / },
  { hangs: 'save 2', reason: /^saving: deadline: / },
  { hangs: 'send to pager', reason: /^telling: deadline: /, paged: ['chat'] },
  { hangs: 'save 3', reason: /^saving: deadline: / },
  { hangs: 'save 4', reason: /^releasing: deadline: / },
  { hangs: 'publish', reason: /^publishing: deadline: / },
  { hangs: 'beat', reason: /^publishing: deadline: / },
];
const table = CASES.flatMap((one) => SECONDS.map((seconds) => ({ ...one, region: one.region ?? '', seconds })));

describe.each([false, true])('a sweep in a function (what hangs cannot be given up: %s)', (deaf) => {
  const cases = table.filter(({ hangs }) => !deaf || !/list|describe/.test(hangs));

  it.each(cases)('of $seconds s tells, saves and ends in time when `$hangs` $region never answers', async (one) => {
    const world = await aWorld();
    world.deaf = () => deaf;
    world.takes = (doing, region) => (doing === one.hangs && (!one.region || one.region === region) ? FOR_EVER : 0);
    const { summary, tookMs, paged } = await timedSweep(world, one.seconds);
    expect(tookMs).toBeLessThanOrEqual(one.seconds * 1_000 - marginMs(one.seconds));
    expect(paged).toEqual(one.paged ?? ['chat', 'pager']);
    expect(summary?.sweep.reasons).toContainEqual(expect.stringMatching(one.reason));
    const late = one.hangs === 'send to pager' ? /^pager did not take the message in the time/ : undefined;
    if (late) expect(summary?.alerts).toContainEqual(expect.objectContaining({ problem: expect.stringMatching(late) }));
    expect(world.published).toHaveLength(one.hangs === 'publish' ? 0 : 1);
    expect(world.beats).toHaveLength(one.hangs === 'beat' || one.hangs === 'list' ? 0 : 1);

    // well again: whoever has not heard hears now, and what was heard before is told with the same key, if at all
    world.takes = () => 0;
    world.clock.pass(120_000);
    await timedSweep(world, one.seconds);
    expect([...new Set(pagedBy(world))]).toEqual(['chat', 'pager']);
    expect(new Set(pagesOf(world).map(({ notification }) => notification.dedupKey)).size).toBe(1);
  });

  it.each(SECONDS)('of %i s ends in time when nothing but Live answers at all', async (seconds) => {
    const world = await aWorld();
    world.deaf = (doing) => deaf && doing !== 'list' && doing !== 'describe';
    world.takes = (doing) => (doing === 'list' ? 0 : FOR_EVER);
    const { tookMs, summary } = await timedSweep(world, seconds);
    expect(tookMs).toBeLessThanOrEqual(seconds * 1_000 - marginMs(seconds));
    const cut = summary?.sweep.reasons.map((reason) => reason.split(':')[0]);
    expect(cut).toEqual(['opening', 'telling', 'publishing']);
  });
});

const delay = fc.constantFrom(0, 0, 40, 400, 3_000, 20_000, FOR_EVER);
const outside = fc.record({
  load: delay,
  'save 1': delay,
  list: fc.constantFrom(0, 40, 400, 3_000),
  describe: delay,
  'save 2': delay,
  'send to pager': delay,
  'send to chat': delay,
  'save 3': delay,
  'save 4': delay,
  publish: delay,
  beat: delay,
});

describe('over random delays of everything outside', { timeout: 900_000 }, () => {
  it('a sweep ends in time, and who takes messages in time was paged of every stop that it saw', async () => {
    const scenario = fc.tuple(outside, fc.integer({ min: 5, max: 200 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(scenario, async ([delays, seconds, deaf]) => {
        const world = await aWorld();
        const takes = new Map(Object.entries(delays));
        world.takes = (doing) => takes.get(doing) ?? 0;
        world.deaf = (doing) => deaf && doing !== 'list' && doing !== 'describe';
        const { summary, tookMs, paged } = await timedSweep(world, seconds);
        expect(tookMs).toBeLessThanOrEqual(seconds * 1_000 - marginMs(seconds));
        const sawIt = (summary?.tasks.stoppedByReason.PullStreamFailed ?? 0) > 0;
        // two messages wait at most, one after another, in the share that nothing can eat
        const mostMs = Math.min(15_000, seconds * 190) / 2 - 1;
        for (const channel of ['pager', 'chat']) {
          const inTime = (takes.get(`send to ${channel}`) ?? 0) < mostMs;
          if (sawIt && inTime) expect(paged).toContain(channel);
        }
        world.takes = () => 0;
        for (let n = 0; n < 3; n++) {
          world.clock.pass(200_000);
          await timedSweep(world, seconds);
        }
        expect([...new Set(pagedBy(world))]).toEqual(['chat', 'pager']);
      }),
      { numRuns: RUNS },
    );
  });
});
