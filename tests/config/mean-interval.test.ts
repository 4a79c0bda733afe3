import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_INTERVAL_SECONDS, longestGapSeconds, meanGapSeconds } from '../../lib/config/longest-gap.ts';
import { alarmIntervalMinutes, meanIntervalSeconds, sweepIntervalSeconds } from '../../lib/config/schedule.ts';

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

describe('the mean time between two runs', () => {
  it.each<[string, number]>([
    ['@every 1m', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['0 * * * * *', MINUTE],
    ['*/5 * * * *', 5 * MINUTE],
    ['0 0,7,30 * * * *', 20 * MINUTE],
    ['0 0 12 * * *', DAY],
    ['0 0 0,12 * * *', 12 * HOUR],
    ['0 * 8-19 * * *', 2 * MINUTE],
    ['0 * * * * 1-5', 1.4 * MINUTE],
    ['cron(0 8 ? * MON-FRI *)', 1.4 * DAY],
    ['0 0 8 * * 1', 7 * DAY],
    ['0 0 0 2,9,16,23 * *', 7 * DAY],
    ['CRON_TZ=Asia/Shanghai 0 0 12 * * *', DAY],
  ])('of %s', (schedule, seconds) => {
    expect(meanGapSeconds(schedule)).toBeCloseTo(seconds, 6);
  });

  it.each<[string, number]>([
    ['0 0 0 1 * *', 31 * DAY],
    ['0 0 0 1,8,15,22 * *', 10 * DAY],
    ['0 0 0 1 1 *', 366 * DAY],
  ])('is the longest one where there are too few runs for a mean: %s', (schedule, seconds) => {
    expect(meanGapSeconds(schedule)).toBe(seconds);
  });

  it.each(['', 'hourly', '@every 0s', 'rate(0 days)', 'CRON_TZ=IST 0 * * * * *'])('is not known of %j', (schedule) => {
    expect(meanGapSeconds(schedule)).toBeNull();
  });

  it('is never more than the longest', () => {
    const field = (most: number) => fc.uniqueArray(fc.nat(most), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(field(59), field(23), (minutes, hours) => {
        const schedule = `0 ${minutes.join(',')} ${hours.join(',')} * * *`;
        const [mean, longest] = [meanGapSeconds(schedule) ?? 0, longestGapSeconds(schedule) ?? 0];
        expect(mean).toBeCloseTo(DAY / (minutes.length * hours.length), 6);
        expect(longest).toBeGreaterThanOrEqual(mean - 1e-6);
      }),
      { numRuns: 20 },
    );
  });
});

describe('an interval', () => {
  it.each<[string, number]>([
    ['@every 1s', 1],
    ['@every 0.5s', 1],
    ['@every 1.25s', 2],
    ['@every 1h1m1s', HOUR + MINUTE + 1],
    ['@every 8784h', LONGEST_INTERVAL_SECONDS],
    ['@every 9000h', LONGEST_INTERVAL_SECONDS],
    ['rate(366 days)', LONGEST_INTERVAL_SECONDS],
    ['rate(1000 days)', LONGEST_INTERVAL_SECONDS],
  ])('is whole seconds, and at most so many: %s', (schedule, seconds) => {
    expect(longestGapSeconds(schedule)).toBe(seconds);
  });

  it.each(['@every 1m ', ' @every 1m', '@every 1 m', '@every -1m', '@every m', '@EVERY 1m', 'rate(1.5 minutes)'])(
    'is written exactly so: not %j',
    (schedule) => {
      expect(longestGapSeconds(schedule)).toBeNull();
    },
  );

  it('of units is the sum of them, in any order', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(500), fc.integer({ min: 1, max: 5_000 }), (h, m, s) => {
        const seconds = h * HOUR + m * MINUTE + s;
        expect(longestGapSeconds(`@every ${h}h${m}m${s}s`)).toBe(seconds);
        expect(longestGapSeconds(`@every ${s}s${h}h${m}m`)).toBe(seconds);
      }),
    );
  });
});

describe('the interval of sweeps', () => {
  const nightly = { deploy: { fc: { schedule: '0 * 8-19 * * *' } } };

  it('counts nights for what must be noticed, and not for what a month costs', () => {
    expect(sweepIntervalSeconds(nightly)).toBe(12 * HOUR + MINUTE);
    expect(meanIntervalSeconds(nightly)).toBe(2 * MINUTE);
  });

  it('is what the configuration says for both', () => {
    expect(meanIntervalSeconds({ ...nightly, sweep: { intervalSeconds: 90 } })).toBe(90);
    expect(sweepIntervalSeconds({ ...nightly, sweep: { intervalSeconds: 90 } })).toBe(90);
  });

  it.each<[object, number]>([
    [{ sweep: { intervalSeconds: 30 } }, 1],
    [{ sweep: { intervalSeconds: 60 } }, 1],
    [{ sweep: { intervalSeconds: 61 } }, 2],
    [{ sweep: { intervalSeconds: 61 }, deploy: { alarms: { intervalMinutes: 3 } } }, 3],
    [{ sweep: { intervalSeconds: 61 }, deploy: { alarms: { intervalMinutes: '3' } } }, 2],
    [{ deploy: null }, 1],
  ])('is whole minutes for the alarms: %j', (config, minutes) => {
    expect(alarmIntervalMinutes(config)).toBe(minutes);
  });
});
