import { describe, expect, it } from 'vitest';
import { runRolling } from '../../bench/rolling/run.ts';

/*
 * As many pages as 200,000 relays have, with ten relays each: the figures of `npm run bench:rolling` at full size.
 */
const SMALL = { tasks: 20_000, pageSize: 10, seed: 2, churnPerSecond: 0.2 };

describe('a fleet of 2,000 pages that is swept once a minute', { timeout: 300_000 }, () => {
  it('shows a stop of a relay with priority within a minute, any within a lap, at ten calls a second', async () => {
    const { laps, stops, told, stats, died } = await runRolling({ ...SMALL, sweeps: 24, stops: 40, deaths: 0 });
    const longestMs = Math.max(...laps.map(({ seconds }) => seconds)) * 1_000;
    expect([laps.length, died]).toEqual([6, 0]);
    expect(laps.every(({ complete, seconds }) => complete && seconds < 250)).toBe(true);
    for (const { hasPriority, atMs, seenAtMs } of stops)
      expect((seenAtMs ?? Number.NaN) - atMs).toBeLessThanOrEqual(hasPriority ? 60_000 : longestMs + 1_000);
    for (const one of Object.values(stats.operations)) expect(one).toMatchObject({ throttled: 0 });
    expect(stats.operations.DescribeLivePullToPushList?.mostInAnySecond).toBe(10);
    expect(new Set(told.map(({ verdict }) => verdict))).toEqual(new Set(['stopped']));
    expect(told.filter(({ kind }) => kind === 'resolved')).toEqual([]);
  });

  it('loses no stop, page or lap to sweeps that die, and concludes nothing wrong from them', async () => {
    const { laps, stops, told, stats, died } = await runRolling({ ...SMALL, sweeps: 20, stops: 20, deaths: 0.25 });
    expect(died).toBeGreaterThan(0);
    expect(laps.every(({ complete }) => complete)).toBe(true);
    expect(laps.length).toBeGreaterThan(1);
    expect(stops.filter(({ seenAtMs }) => seenAtMs === null)).toEqual([]);
    expect(stats.operations.DescribeLivePullToPushList?.mostInAnySecond).toBe(10);
    expect(told.filter(({ kind, verdict }) => kind === 'resolved' || verdict !== 'stopped')).toEqual([]);
  });
});
