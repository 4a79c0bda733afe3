import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeTiersOf } from '../../../infra/cost/assumptions.ts';
import { converted, costLine } from '../../../infra/cost/cost-line.ts';
import { fleetOf } from '../../../infra/cost/fleet.ts';
import { functionComputeLines, lambdaLines } from '../../../infra/cost/function-lines.ts';
import { metricUsage } from '../../../infra/cost/metric-usage.ts';
import { MONTH_SECONDS, paceOf } from '../../../infra/cost/pace.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import type { Price } from '../../../lib/metrics/cloudwatch/price.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';

const configOf = (parts: object = {}, live: object = {}) =>
  parseConfig(JSON.stringify({ live: { regions: ['cn-shanghai'], ...live }, ...parts }), {}, 'test');

const TIERED: Price = {
  unit: 'things',
  per: 1_000,
  tiers: [
    { upTo: 10_000, usd: 2 },
    { upTo: Number.POSITIVE_INFINITY, usd: 0.5 },
  ],
  regions: ['us-east-1'],
  source: 'test',
  confidence: 'vendor',
};

describe('a line of a bill', () => {
  it.each<[number, number, number]>([
    // units, and those that were counted before them
    [0, 0, 0],
    [1_000, 0, 2],
    [10_000, 0, 20],
    [11_000, 0, 20.5],
    [1_000, 9_500, 1.25],
    [1_000, 10_000, 0.5],
    [500, 1, 1],
  ])('of %i after %i costs %d USD', (units, before, usd) => {
    expect(costLine('things', TIERED, units, before).usd).toBeCloseTo(usd, 9);
  });

  it('costs as much in two parts as in one', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(50_000), (first, second) => {
        const parts = [costLine('a', TIERED, first), costLine('b', TIERED, second, first)];
        const sum = parts.reduce((usd, line) => usd + (line.usd ?? 0), 0);
        expect(sum).toBeCloseTo(costLine('all', TIERED, first + second).usd ?? 0, 6);
      }),
    );
  });

  it.each<[Partial<Price>, string]>([
    [{}, 'at most 2 per 1,000'],
    [{ tiers: [{ upTo: Number.POSITIVE_INFINITY, usd: 0.0000166667 }], per: 1 }, '0.0000166667 each'],
    [{ tiers: [{ upTo: Number.POSITIVE_INFINITY, usd: 0.1 + 0.2 }], per: 1 }, '0.3 each'],
    [{ tiers: [{ upTo: Number.POSITIVE_INFINITY, usd: 5 }], per: 1_000_000 }, '5 per 1,000,000'],
    [{ tiers: null }, 'unknown'],
  ])('shows its price: %#', (parts, text) => {
    expect(costLine('things', { ...TIERED, ...parts }, 1).price).toBe(text);
  });

  it('without a price costs an unknown sum, and keeps what is known of it', () => {
    const line = costLine('things', { ...TIERED, tiers: null, note: 'no price was found' }, 7);
    expect(line).toEqual({
      item: 'things',
      units: 7,
      unit: 'things',
      price: 'unknown',
      source: 'test',
      usd: null,
      note: 'no price was found',
    });
    expect(costLine('things', TIERED, 7)).not.toHaveProperty('note');
  });

  it('costs the same in the units of another thing', () => {
    const hours = converted({ ...TIERED, per: 1 }, 'hours', 4);
    expect(hours.tiers).toEqual([
      { upTo: 2_500, usd: 8 },
      { upTo: Number.POSITIVE_INFINITY, usd: 2 },
    ]);
    fc.assert(
      fc.property(fc.nat(10_000), (count) => {
        expect(costLine('a', hours, count).usd).toBeCloseTo(
          costLine('b', { ...TIERED, per: 1 }, count * 4).usd ?? 0,
          6,
        );
      }),
    );
    expect(converted({ ...TIERED, tiers: null }, 'hours', 4).tiers).toBeNull();
  });
});

describe('the time of a function', () => {
  it('is billed by memory, and on Function Compute by what comes with it', () => {
    const units = (lines: readonly { item: string; units: number }[]) =>
      Object.fromEntries(lines.map((line) => [line.item, line.units]));
    const running = { invocations: 100, seconds: 1_024, calls: 7 };
    expect(units(functionComputeLines(1_024, running))).toEqual({
      'function memory': 1_024,
      'function vCPU': (1_024 * 2) / 3,
      'function disk': 512,
      invocations: 100,
      logs: 0.15,
      traffic: 7,
    });
    expect(units(lambdaLines(256, 'arm64', running))).toEqual({
      'function memory': 256,
      invocations: 100,
      logs: 0.15,
      traffic: 7,
    });
  });

  it('costs less on arm64 than on x86_64, and twice as much with twice the memory', () => {
    const usd = (memoryMb: number, architecture: 'arm64' | 'x86_64') =>
      lambdaLines(memoryMb, architecture, { invocations: 0, seconds: 1e6, calls: 0 })[0]?.usd ?? 0;
    expect(usd(256, 'arm64')).toBeLessThan(usd(256, 'x86_64'));
    expect(usd(512, 'arm64')).toBeCloseTo(2 * usd(256, 'arm64'), 9);
  });
});

describe('the pace of sweeps', () => {
  const fleet = { relays: 1_000, calls: 11, expected: 1_000, recovering: null };

  it.each<[object, object, object]>([
    [{}, {}, { intervalSeconds: 60, sweepSeconds: 3.1, measured: false, sweeps: 43_800 }],
    [{}, { intervalSeconds: 600 }, { intervalSeconds: 600, sweepSeconds: 3.1, measured: false, sweeps: 4_380 }],
    [{}, { sweepSeconds: 7 }, { intervalSeconds: 60, sweepSeconds: 7, measured: true, sweeps: 43_800 }],
    [{}, { sweepSeconds: 0 }, { intervalSeconds: 60, sweepSeconds: 0, measured: true, sweeps: 43_800 }],
    [
      { sweep: { intervalSeconds: 30 } },
      {},
      { intervalSeconds: 30, sweepSeconds: 3.1, measured: false, sweeps: 87_600 },
    ],
  ])('of %j with %j', (parts, options, pace) => {
    expect(paceOf(configOf(parts), fleet, options)).toEqual(pace);
    expect(MONTH_SECONDS).toBe(2_628_000);
  });

  it('follows the calls a second', () => {
    expect(paceOf(configOf({}, { qps: 5 }), fleet, {}).sweepSeconds).toBeCloseTo(4.2, 9);
  });
});

describe('a fleet of a size', () => {
  it.each<[number, object, number]>([
    [0, {}, 1],
    [99, {}, 1],
    // a full page is followed by one more, which is empty
    [100, {}, 2],
    [101, {}, 2],
    [1_000, {}, 11],
    [1_000, { pageSize: 50 }, 21],
    [1_000, { regions: ['cn-shanghai', 'cn-beijing'] }, 12],
    [1_000, { scopes: [{ taskName: 'a' }, { taskName: 'b' }] }, 12],
    [3, { regions: ['cn-shanghai', 'cn-beijing'], scopes: [{ taskName: 'a' }, { taskName: 'b' }] }, 4],
  ])('of %i relays with %j takes %i calls', (relays, live, calls) => {
    expect(fleetOf(configOf({}, live), relays)).toEqual({ relays, calls, expected: relays, recovering: null });
  });
});

describe('what a sweep sends to CloudWatch', () => {
  const settings = { type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1' } as const;
  const point = (name: string, dimensions = {}): MetricPoint => ({ name, unit: 'Count', value: 1, dimensions });

  it.each<[MetricPoint[], number | null, number, number]>([
    [[], null, 0, 0],
    [[point('A'), point('B')], null, 2, 1],
    // one metric, although there are two points
    [[point('A'), point('A')], null, 1, 1],
    [[point('A'), point('A', { R: 'x' })], null, 2, 1],
    [[point('')], null, 0, 0],
    // and how many relays have none
    [[point('A')], 0, 2, 1],
    [[point('A')], 998, 1_000, 1],
    [[point('A')], 999, 1_001, 2],
    [[point('A')], 2_000, 2_002, 3],
    [[point('A')], 3_000, 3_002, 4],
    [[point('A')], 100_000, 100_002, 101],
  ])('is counted with %#', (points, relays, metrics, requests) => {
    expect(metricUsage(points, relays, settings)).toEqual({ metrics, requests });
  });
});

describe('free tiers', () => {
  const cloud = (name: 'lambda' | 'function-compute', items: string[] = []) => ({
    cloud: name,
    title: '',
    lines: items.map((item) => ({ item, units: 1, unit: 'x', price: '', usd: 1, source: '' })),
    usd: 1,
  });

  it('are those of the clouds that are used', () => {
    const services = (...clouds: ReturnType<typeof cloud>[]) => freeTiersOf(clouds).map((text) => text.split(' ')[0]);
    expect(services()).toEqual([]);
    expect(services(cloud('lambda'))).toEqual(['Lambda']);
    expect(services(cloud('lambda', ['custom metrics']))).toEqual(['Lambda', 'CloudWatch']);
    expect(freeTiersOf([cloud('lambda', ['custom metrics'])]).at(-1)).toContain('10 custom metrics');
  });
});
