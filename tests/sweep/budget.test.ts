import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PhaseTime, SweepBudget, type SweepPhase, type TimeGiven } from '../../lib/sweep/budget.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const PHASES: readonly SweepPhase[] = ['opening', 'reading', 'asking', 'saving', 'telling', 'releasing', 'publishing'];

function aBudget(given: Omit<TimeGiven, 'enteredMs'> = {}) {
  const clock = new VirtualClock();
  const enteredMs = clock.monotonicMs();
  const budget = new SweepBudget(clock, { enteredMs, ...given });
  /** Runs a phase that takes so long, or as long as it may, and gives when it ended. */
  const spend = (phase: SweepPhase, ms = Number.POSITIVE_INFINITY) =>
    clock.run(
      budget.run(phase, async ({ deadlineMs, signal }: PhaseTime) => {
        const most = Math.min(ms, deadlineMs - clock.monotonicMs());
        await clock.sleep(Math.max(0, most) + (most < ms ? 1 : 0), signal).catch(() => undefined);
        return clock.monotonicMs() - enteredMs;
      }),
    );
  return { clock, enteredMs, budget, spend };
}

describe('the time of a sweep', () => {
  it.each([
    [10, [2_090, 4_940, 5_510, 6_270, 8_170, 8_740, 9_500]],
    [30, [6_380, 15_080, 16_820, 19_140, 24_940, 26_680, 29_000]],
    [60, [13_700, 31_400, 34_940, 38_940, 50_740, 54_280, 59_000]],
    [120, [15_000, 82_860, 90_000, 94_000, 109_000, 113_000, 119_000]],
    [600, [15_000, 562_000, 570_000, 574_000, 589_000, 593_000, 599_000]],
  ])('of %i seconds ends each phase in turn when every one takes all it can', async (seconds, ends) => {
    const { spend, budget } = aBudget({ givenMs: seconds * 1_000 });
    const found: number[] = [];
    for (const phase of PHASES) found.push(Math.round(await spend(phase)));
    expect(found).toEqual(ends);
    expect(budget.cut).toEqual(PHASES);
  });

  it('that a phase does not use goes to those after it', async () => {
    const { spend, budget } = aBudget({ givenMs: 60_000 });
    for (const phase of PHASES.slice(0, 4)) await spend(phase, 100);
    // the most that messages may take, and not their share of 11.8 seconds
    expect(await spend('telling')).toBe(30_400);
    await spend('releasing', 100);
    expect(await spend('publishing')).toBe(50_500);
    expect(budget.cut).toEqual(['telling', 'publishing']);
  });

  it('has an end for all but reading where nobody ends the run', async () => {
    const { spend } = aBudget();
    await spend('opening', 0);
    await spend('reading', 3_600_000);
    const ends: number[] = [];
    for (const phase of PHASES.slice(2)) ends.push((await spend(phase)) - 3_600_000);
    expect(ends).toEqual([25_000, 40_000, 70_000, 85_000, 105_000]);
  });

  it('ends sooner when that is said under way: the phase and all after it fit into what is left', async () => {
    const { clock, enteredMs, budget } = aBudget();
    const ends: string[] = [];
    const hung = (phase: SweepPhase) =>
      budget.run(phase, ({ signal }) =>
        clock.sleep(3_600_000, signal).catch(() => void ends.push(`${phase} ${clock.monotonicMs() - enteredMs}`)),
      );
    const all = (async () => {
      for (const phase of PHASES.slice(1)) await hung(phase);
    })();
    const said = clock.sleep(20_000).then(() => budget.endWithin(10_000));
    await clock.run(Promise.all([all, said]));
    expect(ends).toEqual([
      'reading 25200',
      'asking 25800',
      'saving 26600',
      'telling 28600',
      'releasing 29200',
      'publishing 30000',
    ]);
    expect(budget.cut).toEqual(PHASES.slice(1));
  });

  it('does not end later than it would, whatever is said under way', async () => {
    const { clock, budget, spend } = aBudget({ givenMs: 10_000 });
    budget.endWithin(60_000);
    expect(await spend('opening')).toBe(2_090);
    clock.pass(1_000);
    budget.endWithin(60_000);
    expect(await spend('reading')).toBe(4_940);
  });

  it('of reading has a limit of its own, and asking ends soon after it', async () => {
    const { spend } = aBudget({ givenMs: 600_000, readingMs: 20_000 });
    await spend('opening', 1_000);
    expect(await spend('reading')).toBe(20_000);
    expect(await spend('asking')).toBe(23_000);
    expect(await spend('telling')).toBe(53_000);
  });

  it('that the platform says is over before it began is not believed, and only reading is left out', async () => {
    const { spend, budget } = aBudget({ givenMs: 0 });
    expect(await spend('opening', 100)).toBe(100);
    expect(await spend('reading')).toBe(100);
    expect(await spend('telling', 1_000)).toBe(1_100);
    expect(budget.cut).toEqual(['reading']);
  });

  it('is over for a phase that begins too late', async () => {
    const { clock, budget } = aBudget({ givenMs: 10_000 });
    clock.pass(20_000);
    const over = await budget.run('saving', async ({ signal }) => signal.aborted && signal.reason.name);
    expect(over).toBe('TimeoutError');
  });

  it('leaves no timer behind, even when the work fails, and gives up what of the phase is left', async () => {
    const { clock, budget } = aBudget({ givenMs: 10_000 });
    let kept: AbortSignal | undefined;
    const failing = budget.run('reading', async ({ signal }) => {
      kept = signal;
      throw new Error('oh');
    });
    await expect(failing).rejects.toThrow('oh');
    await clock.run(clock.sleep(20_000));
    expect(kept?.reason).toBe('done');
    expect(budget.cut).toEqual([]);
  });

  it('keeps a share for telling that nothing before can eat, and ends before the platform does, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1_000, max: 900_000 }),
        fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 7, maxLength: 7 }),
        async (givenMs, takes) => {
          const { spend, clock, enteredMs } = aBudget({ givenMs });
          let before = 0;
          for (const [n, phase] of PHASES.entries()) {
            if (phase === 'telling') before = clock.monotonicMs() - enteredMs;
            const end = await spend(phase, phase === 'telling' ? Number.POSITIVE_INFINITY : takes[n]);
            if (phase === 'telling') expect(end - before).toBeGreaterThanOrEqual(Math.min(15_000, givenMs * 0.19) - 1);
          }
          expect(clock.monotonicMs() - enteredMs).toBeLessThanOrEqual(givenMs - Math.min(1_000, givenMs * 0.05) + 1);
        },
      ),
      { numRuns: 200 },
    );
  });
});
