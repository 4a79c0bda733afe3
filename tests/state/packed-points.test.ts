import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { METRICS, type MetricName, type MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { metricPoints } from '../../lib/monitor/metric-points.ts';
import { tally } from '../../lib/monitor/tally.ts';
import { packPoints, unpackPoints } from '../../lib/state/packed-points.ts';

const point: fc.Arbitrary<MetricPoint> = fc.constantFrom(...(Object.keys(METRICS) as MetricName[])).chain((name) =>
  fc.record({
    name: fc.constant(name),
    unit: fc.constant(METRICS[name].unit),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    dimensions: fc
      .tuple(...METRICS[name].dimensions.map(() => fc.string()))
      .map((values) => Object.fromEntries(METRICS[name].dimensions.map((key, index) => [key, String(values[index])]))),
  }),
);

const AT = DateTime.fromISO('2026-03-01T08:00:00Z', { zone: 'utc' }) as UtcDateTime;

describe('the points that the state keeps', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        expect(unpackPoints(JSON.parse(JSON.stringify(packPoints({ at: AT, points }))))).toEqual({ at: AT, points });
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['a time that is none', { at: 'yesterday', rows: [] }],
    ['a row without a number', { at: AT.toISO(), rows: [['Heartbeat']] }],
    ['a row with a wrong value', { at: AT.toISO(), rows: [['Heartbeat', 'x']] }],
    ['a row with a wrong dimension', { at: AT.toISO(), rows: [['ApiErrors', 1, 2]] }],
  ])('are null, and no fault, out of %s', (_, value) => {
    expect(unpackPoints(value)).toBeNull();
  });

  it('leave out what this version does not know', () => {
    const points: MetricPoint[] = [{ name: 'Heartbeat', unit: 'None', value: 1, dimensions: {} }];
    const rows = [
      ['OfTheFuture', 1, 'x'],
      ['Heartbeat', 1],
    ];
    expect(unpackPoints({ at: AT.toISO(), rows })).toEqual({ at: AT, points });
    const ofTheFuture: MetricPoint = { name: 'OfTheFuture', unit: 'None', value: 1, dimensions: {} };
    expect(packPoints({ at: AT, points: [ofTheFuture, ...points] }).rows).toEqual([['Heartbeat', 1]]);
  });

  it('of a healthy fleet in two regions take less than 2,000 bytes', () => {
    const regions = ['cn-shanghai', 'ap-southeast-1'];
    const counts = regions.map(
      (region) => ({ region, status: 'running', verdict: 'healthy', reason: 'none', count: 50_000 }) as const,
    );
    const facts = {
      regionsSeen: regions,
      complete: true,
      exact: true,
      overlooked: 0,
      pages: 1_000,
      calls: 1_000,
      throttled: 0,
      durationMs: 100_000,
      errorsByCode: new Map(),
      unexpectedFields: new Map(),
    };
    expect(JSON.stringify(packPoints({ at: AT, points: metricPoints(tally(counts), facts) })).length).toBeLessThan(
      2_000,
    );
  });
});
