import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesBetween } from '../../../lib/sweep/replay/times.ts';
import { later } from '../../monitor/a-sighting.ts';

const at = (seconds: number) => later(seconds).toISO();
const times = (last: number | undefined, before: number | null | undefined, now: number) =>
  timesBetween(last === undefined ? last : at(last), typeof before === 'number' ? at(before) : before, later(now)).map(
    (time) => time.diff(later(0)).as('seconds'),
  );

describe('when sweeps without news were', () => {
  it.each<[string, number | undefined, number | null | undefined, number, number[]]>([
    ['none, when the last in the journal is the one before', 0, 0, 60, []],
    ['the one before alone', 0, 60, 120, [60]],
    ['each at the pace of the last two', 0, 240, 300, [60, 120, 180, 240]],
    ['not one just before the one that is known', 0, 209, 269, [60, 120, 209]],
    ['none without a sweep before in the journal', undefined, 60, 120, []],
    ['none when nothing was known before', 0, null, 60, []],
    ['none in a journal of an older relaywatch', 0, undefined, 60, []],
    ['none when the clock went back', 100, 60, 120, []],
    ['none when the one before is said to be after this one', 0, 180, 120, []],
    ['none when it did not run for more than 75 minutes', 0, 4_501, 4_561, []],
  ])('%s', (_, last, before, now, found) => {
    expect(times(last, before, now)).toEqual(found);
  });

  it('are there over 75 minutes, the longest time without a note', () => {
    expect(times(0, 4_500, 4_560)).toHaveLength(75);
  });

  it('are never less than five seconds apart', () => {
    expect(times(0, 20, 21)).toEqual([5, 10, 15, 20]);
  });

  it('are none where a time cannot be read', () => {
    expect(timesBetween('yesterday', at(60), later(120))).toEqual([]);
    expect(timesBetween(at(0), 'soon', later(120))).toEqual([]);
  });

  it('are in order, after the last, and end with the one before', () => {
    const seconds = fc.integer({ min: 1, max: 4_500 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 600 }), (before, step) => {
        const found = times(0, before, before + step);
        expect(found.at(-1)).toBe(before);
        expect(found.every((time, n) => time > (found[n - 1] ?? 0))).toBe(true);
        expect(found.length).toBeLessThanOrEqual(900);
      }),
    );
  });
});
