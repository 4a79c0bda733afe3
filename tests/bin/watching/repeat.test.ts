import { describe, expect, it } from 'vitest';
import { type Round, repeatSweeps } from '../../../bin/watching/repeat.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';

interface Told {
  readonly atMs: number;
  readonly round: Round;
  readonly nextInMs: number;
}

/** A process whose sweeps take so many seconds each, or throw, and that is told to stop after so many seconds. */
async function process({ takes, stopAt }: { takes: readonly (number | Error)[]; stopAt: number }) {
  const clock = new VirtualClock();
  const zero = clock.monotonicMs();
  const now = () => clock.monotonicMs() - zero;
  const stopping = new AbortController();
  const began: number[] = [];
  const told: Told[] = [];
  let [underWay, most] = [0, 0];
  const running = repeatSweeps({
    clock,
    intervalMs: 60_000,
    stopping: stopping.signal,
    async sweepOnce() {
      const takesNow = takes[began.length] ?? 1;
      began.push(now() / 1_000);
      most = Math.max(most, ++underWay);
      if (typeof takesNow === 'number') await clock.sleep(takesNow * 1_000);
      underWay -= 1;
      if (typeof takesNow !== 'number') throw takesNow;
      return {} as SweepSummary;
    },
    pause: (ms) => clock.sleep(ms, stopping.signal).catch(() => undefined),
    ended: (round, nextInMs) => void told.push({ atMs: now(), round, nextInMs }),
  });
  const stop = clock.sleep(stopAt * 1_000).then(() => stopping.abort('SIGTERM'));
  await clock.run(Promise.all([running, stop]));
  return { began, told, most, endedAt: now() / 1_000 };
}

describe('a process that sweeps again and again', () => {
  it('keeps the distance from start to start, however long a sweep takes', async () => {
    const { began, told } = await process({ takes: [2, 40, 0, 7], stopAt: 200 });
    expect(began).toEqual([0, 60, 120, 180]);
    expect(told.map(({ nextInMs }) => nextInMs)).toEqual([58_000, 20_000, 60_000, 53_000]);
  });

  it('follows a sweep that took longer than the interval at once, and makes up for none', async () => {
    const { began, most } = await process({ takes: [150, 1, 1], stopAt: 215 });
    expect(began).toEqual([0, 150, 210]);
    expect(most).toBe(1);
  });

  it('goes on after a sweep that threw', async () => {
    const { began, told } = await process({ takes: [1, new Error('no keys'), 1], stopAt: 130 });
    expect(began).toEqual([0, 60, 120]);
    expect(told.map(({ round }) => round.problem)).toEqual([undefined, 'no keys', undefined]);
  });

  it('ends at once when it is told to between two sweeps', async () => {
    const { began, endedAt } = await process({ takes: [2], stopAt: 30 });
    expect({ began, endedAt }).toEqual({ began: [0], endedAt: 30 });
  });

  it('lets the sweep under way come to its end, and begins none after it', async () => {
    const { began, told, endedAt } = await process({ takes: [2, 90], stopAt: 70 });
    expect({ began, endedAt, sweeps: told.length }).toEqual({ began: [0, 60], endedAt: 150, sweeps: 2 });
  });
});
