import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import * as prices from '../../../infra/cost/prices.ts';
import { perTaskLimit } from '../../../lib/metrics/cloudwatch/per-task-limit.ts';
import { affordableUnits, monthlyUsd, type Price } from '../../../lib/metrics/cloudwatch/price.ts';

const { CLOUDWATCH_METRICS, CLOUDWATCH_REQUESTS, OSS_WRITES, PRICES_DATE } = prices;

const isPrice = (value: unknown): value is Price => typeof value === 'object' && value !== null && 'tiers' in value;
const all = Object.entries(prices).flatMap(([name, price]) => (isPrice(price) ? [{ name, price }] : []));

describe('the price of a month', () => {
  it.each([
    [0, 0],
    [1, 0.3],
    [9_999, 2_999.7],
    [10_000, 3_000],
    [10_001, 3_000.1],
    [250_000, 27_000],
    [250_001, 27_000.05],
    [1_000_000, 64_500],
    [1_000_001, 64_500.02],
    [2_000_000, 84_500],
  ])('of %i CloudWatch metrics is %d USD', (metrics, usd) => {
    expect(monthlyUsd(CLOUDWATCH_METRICS, metrics)).toBeCloseTo(usd, 6);
  });

  it('counts by the thousand what is priced by the thousand', () => {
    expect(monthlyUsd(CLOUDWATCH_REQUESTS, 43_800)).toBeCloseTo(0.438, 9);
  });

  it('is unknown, and not zero, where no price was found', () => {
    expect(monthlyUsd(OSS_WRITES, 1_000)).toBeNull();
    expect(affordableUnits(OSS_WRITES, 1_000)).toBe(0);
  });
});

describe('how many metrics a cap pays for', () => {
  it.each([
    [0, 0],
    [0.29, 0],
    [0.3, 1],
    [17.1, 57],
    [500, 1_666],
    [3_000, 10_000],
    [3_000.1, 10_001],
    [27_000, 250_000],
    [64_500, 1_000_000],
    [64_500.02, 1_000_001],
  ])('is, for %d USD a month, %i', (usd, metrics) => {
    expect(perTaskLimit(usd)).toEqual({ costCap: usd, mostMetrics: metrics });
  });

  it('is the most that does not cost more', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200_000, noNaN: true }), (cap) => {
        const most = affordableUnits(CLOUDWATCH_METRICS, cap);
        expect(monthlyUsd(CLOUDWATCH_METRICS, most)).toBeLessThanOrEqual(cap + 1e-6);
        expect(monthlyUsd(CLOUDWATCH_METRICS, most + 1)).toBeGreaterThan(cap - 1e-6);
      }),
    );
  });
});

describe('the price table', () => {
  it('has a date', () => {
    expect(DateTime.fromISO(PRICES_DATE).isValid).toBe(true);
  });

  it.each(all)('says of $name where it comes from, and has tiers that follow each other without end', ({ price }) => {
    expect(price.source).toMatch(/\S/);
    expect(price.regions.length).toBeGreaterThan(0);
    expect(price.per).toBeGreaterThan(0);
    const ends = (price.tiers ?? []).map(({ upTo }) => upTo);
    expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
    if (price.tiers) expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
    // what has no price says what is known of it instead
    else expect(price.note).toMatch(/no price/);
  });
});
