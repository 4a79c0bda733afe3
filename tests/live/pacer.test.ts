import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallEnd, msUntilDeparture, Pacer, type PacerMemory } from '../../lib/live/pacer.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const free = { perSecond: 2, gapMs: 100, blockedUntilMs: Number.NEGATIVE_INFINITY };
const FOREVER = Number.POSITIVE_INFINITY;

describe('when the next call may leave', () => {
  it.each([
    { name: 'at once when none left before', slots: [], now: 0, pace: free, wait: 0 },
    { name: 'after the gap', slots: [{ leftAtMs: 0, freeAtMs: 50 }], now: 60, pace: free, wait: 40 },
    {
      name: 'when the first of two held slots is free',
      slots: [
        { leftAtMs: 0, freeAtMs: 900 },
        { leftAtMs: 100, freeAtMs: 950 },
      ],
      now: 500,
      pace: free,
      wait: 400,
    },
    {
      name: 'never, while every slot waits for its answer',
      slots: [
        { leftAtMs: 0, freeAtMs: FOREVER },
        { leftAtMs: 100, freeAtMs: FOREVER },
      ],
      now: 500,
      pace: free,
      wait: FOREVER,
    },
    {
      name: 'when two are free, if the rate was halved under three held',
      slots: [
        { leftAtMs: 0, freeAtMs: 900 },
        { leftAtMs: 100, freeAtMs: 950 },
        { leftAtMs: 200, freeAtMs: 990 },
      ],
      now: 500,
      pace: free,
      wait: 450,
    },
    {
      name: 'after the pause that the service asked for',
      slots: [],
      now: 0,
      pace: { ...free, blockedUntilMs: 700 },
      wait: 700,
    },
  ])('$name', ({ slots, now, pace, wait }) => {
    expect(msUntilDeparture(slots, now, pace)).toBe(wait);
  });
});

interface SimulatedCall {
  readonly thereMs: number;
  readonly backMs: number;
  /** 0: answered; 1: lost before arriving, 2: lost after arriving; 3: throttled */
  readonly fate: 0 | 1 | 2 | 3;
  readonly retryAfterMs: number | undefined;
  readonly wallStepMs: number;
}

/** Runs the calls on a virtual clock and gives the times of arrival at the server, in order. */
async function arrivalsOf(calls: readonly SimulatedCall[], qps: number, memory?: PacerMemory): Promise<number[]> {
  const clock = new VirtualClock();
  const pacer = new Pacer({ qps }, clock, memory);
  const arrivals: number[] = [];
  const one = async (call: SimulatedCall): Promise<void> => {
    clock.stepWallClock(call.wallStepMs);
    await clock.sleep(call.thereMs);
    if (call.fate !== 1) arrivals.push(clock.monotonicMs());
    await clock.sleep(call.backMs);
    if (call.fate !== 0) throw call;
  };
  const endOf = (outcome: { error?: unknown }): CallEnd => {
    const failed = outcome.error as SimulatedCall | undefined;
    if (!failed) return { answered: true, throttled: false };
    if (failed.fate !== 3) return { answered: false };
    return {
      answered: true,
      throttled: true,
      ...(failed.retryAfterMs === undefined ? {} : { retryAfterMs: failed.retryAfterMs }),
    };
  };
  await clock.run(Promise.allSettled(calls.map((call) => pacer.run(() => one(call), endOf))));
  return arrivals.sort((a, b) => a - b);
}

function busiestSecond(arrivals: readonly number[]): number {
  return Math.max(...arrivals.map((start) => arrivals.filter((at) => at >= start && at < start + 1000).length));
}

/** Legs of at least 20 ms, and one early call as short as any: then no round trip is shorter than the shortest seen. */
const SHORTEST_LEG_MS = 20;
const call = fc.record<SimulatedCall>({
  thereMs: fc.integer({ min: SHORTEST_LEG_MS, max: 1_500 }),
  backMs: fc.integer({ min: SHORTEST_LEG_MS, max: 1_500 }),
  fate: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0 as const) },
    fc.constantFrom(1 as const, 2 as const, 3 as const),
  ),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
  wallStepMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
});
const quietCall = call.map((any) => ({
  ...any,
  thereMs: SHORTEST_LEG_MS + (any.thereMs % 40),
  backMs: SHORTEST_LEG_MS + (any.backMs % 40),
}));

describe('what arrives at the server', () => {
  it.each([
    { name: 'a new network', samples: 1 },
    { name: 'a well-known network', samples: 10_000 },
  ])('is at most qps calls in any sliding second, over $name', async ({ samples }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(call, quietCall), { minLength: 12, maxLength: 45 }),
        fc.integer({ min: 1, max: 12 }),
        async (calls, qps) => {
          const arrivals = await arrivalsOf(calls, qps, { shortestMs: 2 * SHORTEST_LEG_MS, samples });
          expect(busiestSecond(arrivals)).toBeLessThanOrEqual(qps);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('uses nearly the whole limit on a calm network', async () => {
    const calm = { thereMs: 35, backMs: 35, fate: 0 as const, retryAfterMs: undefined, wallStepMs: 0 };
    const arrivals = await arrivalsOf(new Array(121).fill(calm), 10);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeLessThanOrEqual(12_000 * 1.05);
    expect(busiestSecond(arrivals)).toBe(10);
  });
});

const answered = (): CallEnd => ({ answered: true, throttled: false });

describe('throttling', () => {
  it('halves the rate once for calls that were under way together, waits as told, then recovers step by step', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 10 }, clock);
    const throttled = () => Promise.reject(new Error('throttled'));
    const end = (): CallEnd => ({ answered: true, throttled: true, retryAfterMs: 4_000 });
    await clock.run(Promise.allSettled([pacer.run(throttled, end)]));
    expect(pacer.ratePerSecond).toBe(5);
    const before = clock.monotonicMs();
    await clock.run(pacer.run(async () => undefined, answered));
    expect(clock.monotonicMs() - before).toBe(4_000);
    for (let n = 0; n < 40; n++) await clock.run(pacer.run(() => clock.sleep(50), answered));
    expect(pacer.ratePerSecond).toBe(10);
  });

  it('never goes below one call a second', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 2 }, clock);
    for (let n = 0; n < 5; n++) {
      await clock.run(
        Promise.allSettled([
          pacer.run(
            () => Promise.reject(new Error('no')),
            () => ({ answered: true, throttled: true }),
          ),
        ]),
      );
    }
    expect(pacer.ratePerSecond).toBe(1);
  });
});

describe('a call that waits', () => {
  it('leaves its place when it is aborted, and the next one goes', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 1 }, clock);
    await clock.run(pacer.run(() => clock.sleep(10), answered));
    const gaveUp = new AbortController();
    const waiting = pacer.run(async () => 'left', answered, gaveUp.signal);
    const next = pacer.run(async () => 'next left', answered);
    gaveUp.abort(new Error('out of time'));
    await expect(clock.run(waiting)).rejects.toThrow('out of time');
    await expect(clock.run(next)).resolves.toBe('next left');
  });
});

describe('what the pacer remembers', () => {
  it('is the shortest round trip and the number of samples', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 10 }, clock, { shortestMs: 80, samples: 3 });
    await clock.run(pacer.run(() => clock.sleep(60), answered));
    await clock.run(pacer.run(() => clock.sleep(90), answered));
    expect(pacer.memory).toEqual({ shortestMs: 60, samples: 5 });
  });

  it('forgets a lucky round trip after two thousand calls', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 1_000 }, clock, { shortestMs: 1, samples: 1 });
    for (let n = 0; n < 2_000; n++) await clock.run(pacer.run(() => clock.sleep(50), answered));
    expect(pacer.memory.shortestMs).toBe(50);
  });

  it('counts a call without an answer neither as sample nor as free', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 1 }, clock);
    await clock.run(
      Promise.allSettled([
        pacer.run(
          () => clock.sleep(10).then(() => Promise.reject(new Error('reset'))),
          () => ({ answered: false }),
        ),
      ]),
    );
    expect(pacer.memory.samples).toBe(0);
    const before = clock.monotonicMs();
    await clock.run(pacer.run(async () => undefined, answered));
    expect(clock.monotonicMs() - before).toBeGreaterThanOrEqual(1_000);
  });
});
