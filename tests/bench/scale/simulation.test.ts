import { describe, expect, it } from 'vitest';
import { AccountSimulation, sharedBy } from '../../../bench/scale/account.ts';
import { billOf } from '../../../bench/scale/cost.ts';
import { dispatchPlan } from '../../../bench/scale/dispatch-plan.ts';
import { figuresOf } from '../../../bench/scale/figures.ts';
import type { ScaleOptions } from '../../../bench/scale/options.ts';
import { accountsBehindByRound } from '../../../bench/scale/rounds.ts';
import { smallScale } from './small-scale.ts';

async function played(options: ScaleOptions) {
  const plan = dispatchPlan(options);
  const shared = sharedBy(options, plan);
  const outcomes = [];
  for (let index = 0; index < options.accounts; index++)
    outcomes.push(await new AccountSimulation(index, shared).run());
  const figures = figuresOf(outcomes, plan, options);
  return { outcomes, figures, behind: await accountsBehindByRound(outcomes, plan, options) };
}

describe('a simulation of few accounts', { timeout: 60_000 }, () => {
  it('tells each stop once, within an interval and a sweep, and breaks no limit', async () => {
    const options = smallScale();
    const { figures, behind } = await played(options);
    expect(figures).toMatchObject({ throttled: 0, unknown: 0, endings: { complete: 14, died: 0, skipped: 0 } });
    expect(figures.mostInAnySecond).toBeLessThanOrEqual(10);
    expect(figures.delays).toMatchObject({ stops: 12, untold: 0 });
    expect(figures.delays.most).toBeLessThan(60 + figures.sweepSeconds.most + 1);
    // two lists of five full pages, whose ends an empty one shows
    expect(figures.calls).toBe(14 * 12);
    expect(behind.at(-1)).toBe(0);
    const bills = await billOf(figures, options);
    expect(bills.every(({ lambda }) => lambda.usd > 0)).toBe(true);
  });

  it('is the same for the same seed', async () => {
    const options = smallScale({ accounts: 1, model: { deaths: 0.2 }, downTicks: [2, 3] });
    expect((await played(options)).outcomes).toEqual((await played(options)).outcomes);
  });

  it('has a dead invocation keep the next ones out until its lease is over, and then tells what was missed', async () => {
    const { outcomes, figures } = await played(smallScale({ ticks: 12, model: { deaths: 0.3 } }));
    expect(figures.endings.died).toBeGreaterThan(0);
    expect(figures.endings.skipped).toBeGreaterThan(0);
    expect(figures.delays.untold).toBe(0);
    for (const { invoked } of outcomes) {
      // one that dies while it loads the state holds no lease yet
      const held = invoked.filter(({ how, startMs, endMs }) => how === 'died' && endMs - startMs > 300);
      for (const { tick, startMs } of held) {
        const next = invoked.find((one) => one.tick > tick && one.how === 'complete');
        expect((next?.startMs ?? Number.POSITIVE_INFINITY) - startMs).toBeGreaterThan(115_000);
      }
    }
  });

  it('is late with a region that was down, and with no account that has nothing there', async () => {
    const { figures } = await played(
      smallScale({ accounts: 4, downTicks: [1, 4], stopsUntilTick: 4, ticks: 8, model: { stopsAMinute: 9 } }),
    );
    const by = (one: Parameters<typeof figures.delaysBy.get>[0]) => figures.delaysBy.get(one)?.most ?? 0;
    expect(by('its region was down')).toBeGreaterThan(60);
    expect(by('nothing')).toBeLessThan(65);
    expect(figures.endings.incomplete).toBeGreaterThan(0);
  });
});
