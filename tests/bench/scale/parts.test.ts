import { describe, expect, it } from 'vitest';
import { deathsOf } from '../../../bench/scale/deaths.ts';
import { dispatchPlan, inLanes } from '../../../bench/scale/dispatch-plan.ts';
import { peakOf } from '../../../bench/scale/figures.ts';
import { mortalClock } from '../../../bench/scale/mortal-clock.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { smallScale } from './small-scale.ts';

describe('a process that dies', () => {
  it('does nothing at or after the moment of its death, whatever it was waiting for', async () => {
    const clock = new VirtualClock();
    const mortal = mortalClock(clock, clock.monotonicMs() + 100);
    const done: string[] = [];
    const work = async () => {
      await mortal.sleep(99);
      done.push('before');
      await mortal.sleep(1);
      done.push('after');
    };
    void work();
    await clock.run(clock.sleep(1_000));
    expect(done).toEqual(['before']);
  });

  it('can still give up, until then, what would have ended later', async () => {
    const clock = new VirtualClock();
    const over = new AbortController();
    const waiting = mortalClock(clock, clock.monotonicMs() + 100).sleep(1_000, over.signal);
    over.abort('no longer wanted');
    await expect(waiting).rejects.toBe('no longer wanted');
  });
});

describe('deaths of invocations', () => {
  it('are as many as asked for, within the time of a whole sweep, and the same whatever else is drawn', () => {
    const options = smallScale({ ticks: 10_000, model: { deaths: 0.05 } });
    const lives = deathsOf(options, 1);
    const dead = lives.filter((ms) => Number.isFinite(ms));
    expect(dead.length).toBeGreaterThan(400);
    expect(dead.length).toBeLessThan(600);
    expect(Math.max(...dead)).toBeLessThan(4_000);
    expect(deathsOf({ ...options, stopsUntilTick: 9 }, 1)).toEqual(lives);
    expect(deathsOf(options, 0)).not.toEqual(lives);
  });
});

describe('what the dispatcher starts', () => {
  it('is started so many at once, in order', () => {
    expect(inLanes([10, 30, 10, 10], 2)).toEqual([10, 30, 20, 30]);
    expect(inLanes([], 20)).toEqual([]);
  });

  it('is the same whenever the plan is made, and nothing comes after its death', () => {
    const options = smallScale({ accounts: 100, ticks: 50, model: { dispatcherDeaths: 0.5 } });
    const plan = dispatchPlan(options);
    expect(dispatchPlan(options)).toEqual(plan);
    const dead = plan.filter(({ lookMs }) => lookMs === null);
    expect(dead.length).toBeGreaterThan(5);
    for (const { takenMs, endMs } of dead) expect(takenMs.every((atMs) => !(atMs >= endMs))).toBe(true);
  });
});

describe('the most at once', () => {
  it.each([
    ['nothing', [], 0],
    [
      'one after the other',
      [
        [0, 1],
        [1, 2],
      ],
      1,
    ],
    [
      'one within another, and a third beside both',
      [
        [0, 9],
        [2, 3],
        [2, 5],
      ],
      3,
    ],
  ] as const)('counts %s', (_, spans, most) => expect(peakOf(spans)).toBe(most));
});
