import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallEnd, Pacer } from '../../lib/live/pacer.ts';
import { NOBODY_BEFORE } from '../../lib/live/pacer-memory.ts';
import type { PacerMemory } from '../../lib/monitor/reading-memory.ts';
import { busiestSecond } from '../../stand-ins/live/stats.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { around, type Circumstances, heavyTailed, type Legs, SimulatedNetwork } from '../support/simulated-network.ts';

const QPS = 10;
const SEEDS = Number(process.env.RELAYWATCH_RUNS ?? 6);

const between = (least: number, most: number) => (random: () => number) => least + (most - least) * random();

const NETWORKS: Readonly<Record<string, Legs>> = {
  'calm, 70±2 ms': around(70, 2),
  'WAN, 110±15 ms': around(110, 15),
  'far, 270±30 ms': around(270, 30),
  'loopback, 0.1 to 3 ms': (random) => [between(0.1, 3)(random), between(0.1, 3)(random)],
  'the issue: legs of 20 ms': () => [20, 20],
  'anything between 20 and 60 ms each way': (random) => [between(20, 60)(random), between(20, 60)(random)],
  'a heavy tail each way': (random) => [heavyTailed(25, 1.5)(random), heavyTailed(25, 1.5)(random)],
  'a heavy tail there': (random) => [heavyTailed(30, 1)(random), 30],
  'a heavy tail back': (random) => [30, heavyTailed(30, 1)(random)],
  'legs of 150 and 12 ms': (random) => [between(130, 170)(random), between(12, 14)(random)],
  'legs of 12 and 150 ms': (random) => [between(12, 14)(random), between(130, 170)(random)],
  'two routes': (random) => [random() < 0.2 ? 25 : 50, random() < 0.2 ? 25 : 50],
  'queues that grow and drain within seconds': (random, ms) => [100 + 70 * Math.sin(ms / 700) + random(), 30],
};

const CIRCUMSTANCES: Readonly<Record<string, Circumstances>> = {
  'kept connections': {},
  'cold connections': { connectMs: between(10, 500) },
  'connections that are renewed under way': { connectMs: between(10, 500), callsPerConnection: 4 },
  'a busy event loop': { connectMs: between(10, 200), lagMs: (random) => (random() < 0.1 ? 300 : 8) * random() },
  'an event loop that is busy at first': { lagMs: (_random, ms) => (ms < 2_500 ? 80 : 0) },
  'calls that get no answer': { connectMs: between(10, 200), lostShare: 0.1 },
};

/** Each sweep reads so many pages, right after the one before. */
interface Sweeps {
  readonly pages: readonly number[];
  /** Whether a sweep knows what the one before remembered; else who called before is not known. */
  readonly isRemembered: boolean;
}

const SWEEPS: Readonly<Record<string, Sweeps>> = {
  'one sweep': { pages: [60], isRemembered: true },
  'sweeps right after each other': { pages: [25, 7, 1, 12], isRemembered: true },
  'sweeps right after each other that know nothing of each other': { pages: [25, 7, 1, 12], isRemembered: false },
};

/** Runs sweeps as `lib/live/pages.ts` does, the first call alone, and gives the arrivals at the server, in order. */
async function arrivalsOf(
  legs: Legs,
  circumstances: Circumstances,
  { pages, isRemembered }: Sweeps,
  seed: number,
): Promise<number[]> {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork(legs, circumstances, seededRandom(seed), clock);
  let memory: PacerMemory | undefined = isRemembered ? NOBODY_BEFORE : undefined;
  for (const count of pages) {
    // as the state keeps it
    const pacer: Pacer = new Pacer({ qps: QPS }, clock, memory && JSON.parse(JSON.stringify(memory)));
    const read = () => pacer.run((trip) => network.call(trip), SimulatedNetwork.endOf).catch(() => undefined);
    await clock.run(read());
    await clock.run(Promise.all(Array.from({ length: count - 1 }, read)));
    if (isRemembered) memory = pacer.memory;
  }
  return network.arrivals.sort((a, b) => a - b);
}

describe.each(Object.entries(NETWORKS))('what arrives at the server over a network with %s', (_network, legs) => {
  it.each(
    Object.entries(SWEEPS).flatMap(([what, sweeps]) =>
      Object.entries(CIRCUMSTANCES).map(([how, circumstances]) => [what, how, sweeps, circumstances] as const),
    ),
  )('is never more than qps calls in any second: %s, %s', async (_what, _how, sweeps, circumstances) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const arrivals = await arrivalsOf(legs, circumstances, sweeps, seed);
      expect(busiestSecond(arrivals), `seed ${seed}`).toBeLessThanOrEqual(QPS);
    }
  });
});

describe('how fast calls arrive, from a cold start', () => {
  it.each<[string, Legs, number]>([
    ['calm', around(70, 2), 1.05],
    ['WAN', around(110, 15), 1.07],
    ['far', around(270, 30), 1.13],
  ])('is nearly the limit: 121 pages, %s', async (_name, legs, aim) => {
    const ratios: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const arrivals = await arrivalsOf(legs, { connectMs: () => 150 }, { pages: [121], isRemembered: true }, seed);
      ratios.push(((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 12_000);
    }
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThanOrEqual(aim);
  });
});

interface AnyCall {
  readonly thereMs: number;
  readonly backMs: number;
  /** 0: answered; 1: lost on the way there, 2: on the way back; 3: throttled; 4: given up at once */
  readonly fate: 0 | 1 | 2 | 3 | 4;
  readonly retryAfterMs: number | undefined;
  readonly wallStepMs: number;
}

const anyCall = (leastLegMs: number) => {
  const leg = fc.oneof(
    fc.integer({ min: leastLegMs, max: leastLegMs + 40 }),
    fc.integer({ min: leastLegMs, max: 999 }),
  );
  return fc.record<AnyCall>({
    thereMs: leg,
    backMs: leg,
    fate: fc.oneof(
      { weight: 12, arbitrary: fc.constant(0 as const) },
      fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
    ),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    wallStepMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  });
};

/** What of a trip is told: all, that each connection was new, or nothing. */
type Told = 'kept' | 'new' | 'nothing';

async function arrivalsOfCalls(calls: readonly AnyCall[], qps: number, told: Told, memory?: PacerMemory) {
  const clock = new VirtualClock();
  const pacer = new Pacer({ qps }, clock, memory);
  const arrivals: number[] = [];
  const endOf = ({ error }: { error?: unknown }): CallEnd => {
    const failed = error as AnyCall | undefined;
    if (failed && failed.fate !== 3) return { answered: false, connectionLost: failed.fate !== 4 };
    const retryAfterMs = failed?.retryAfterMs;
    return { answered: true, throttled: failed !== undefined, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  };
  const runs = calls.map((call) =>
    pacer.run(async (trip) => {
      clock.stepWallClock(call.wallStepMs);
      if (told !== 'nothing') trip.written(told);
      if (call.fate !== 1) arrivals.push(clock.monotonicMs() + call.thereMs);
      if (call.fate === 4) throw call;
      await clock.sleep(call.thereMs + call.backMs);
      if (call.fate === 1 || call.fate === 2) throw call;
      if (told !== 'nothing') trip.heard();
      if (call.fate === 3) throw call;
    }, endOf),
  );
  await clock.run(Promise.allSettled(runs));
  return arrivals.sort((a, b) => a - b);
}

describe('whatever the network does, no second sees more than qps calls', () => {
  const qps = fc.integer({ min: 1, max: 12 });

  it.each<[string, number, Told, PacerMemory | undefined]>([
    ['while calls tell nothing of their trips', 0, 'nothing', NOBODY_BEFORE],
    ['while every connection is new', 0, 'new', NOBODY_BEFORE],
    ['while nobody knows who called before', 0, 'new', undefined],
    ['above legs that were seen to be so short', 20, 'kept', { ...NOBODY_BEFORE, shortestMs: 53, samples: 10_000 }],
    ['if one leg or the other once took no time', 0, 'kept', { ...NOBODY_BEFORE, shortestMs: 0, samples: 1 }],
  ])('%s', async (_name, leastLegMs, told, memory) => {
    const calls = fc.array(anyCall(leastLegMs), { minLength: 12, maxLength: 45 });
    await fc.assert(
      fc.asyncProperty(calls, qps, async (some, limit) => {
        expect(busiestSecond(await arrivalsOfCalls(some, limit, told, memory))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 150 },
    );
  });
});
