import { Settings } from 'luxon';
import { afterEach, describe, expect, it } from 'vitest';
import { isoOf, millisOf, secondsFrom } from '../../lib/monitor/instants.ts';
import { NOON } from './a-sighting.ts';

describe('a time in the state', () => {
  const { defaultZone } = Settings;
  afterEach(() => {
    Settings.defaultZone = defaultZone;
  });

  it.each([
    ['2026-03-02T12:00:00.000Z', 0],
    ['2026-03-02T20:00:00.000+08:00', 0],
    ['2026-03-02T12:00:00', 0],
    ['2026-W10-1T12:00', 0],
    ['2026-03-02T11:59:00Z', 60],
    ['2026-03-02T12:00:00.500Z', -0.5],
    ['2026-03-02T12:01:00.500Z', -60.5],
  ])('is read as UTC where it names no zone, wherever this runs: %s is %d seconds before noon', (iso, seconds) => {
    Settings.defaultZone = 'Asia/Shanghai';
    expect(secondsFrom(iso, NOON)).toBe(seconds);
  });

  it('is written as luxon writes it, and read back', () => {
    for (const moment of [NOON, NOON.plus({ milliseconds: 1 }), NOON.set({ year: 1970 }), NOON.set({ year: 2400 })]) {
      expect(isoOf(moment)).toBe(moment.toISO());
      expect(millisOf(isoOf(moment))).toBe(moment.toMillis());
    }
  });

  it.each(['tomorrow', 'tomorrowZ', '', '2026-02-30T08:00:00'])('is no number where it cannot be read: %j', (iso) => {
    expect(millisOf(iso)).toBeNaN();
  });
});
