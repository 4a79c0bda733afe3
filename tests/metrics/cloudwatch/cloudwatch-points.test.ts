import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../../lib/base/time.ts';
import { batchesOf, type FitContext, fitPoints, type UnfitReason } from '../../../lib/metrics/cloudwatch/points.ts';
import {
  fitDimensionName,
  fitDimensionValue,
  fitMetricName,
  namespaceProblem,
} from '../../../lib/metrics/cloudwatch/text.ts';
import type { MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';

const NOW = DateTime.fromISO('2026-03-01T08:00:00Z', { zone: 'utc' }) as UtcDateTime;
const CONTEXT: FitContext = { at: NOW, now: NOW, fixedDimensions: {} };

function aPoint(overrides: Partial<MetricPoint> = {}): MetricPoint {
  return { name: 'RelaysStopped', unit: 'Count', value: 2, dimensions: { Region: 'cn-shanghai' }, ...overrides };
}

describe('fitPoints', () => {
  it('turns a point into a gauge of standard resolution at the time of the sweep', () => {
    const { fit, unfit } = fitPoints([aPoint()], { ...CONTEXT, fixedDimensions: { Account: 'live' } });
    expect(unfit).toEqual([]);
    expect(fit).toEqual([
      {
        MetricName: 'RelaysStopped',
        Dimensions: [
          { Name: 'Account', Value: 'live' },
          { Name: 'Region', Value: 'cn-shanghai' },
        ],
        Timestamp: new Date('2026-03-01T08:00:00Z'),
        Value: 2,
        Unit: 'Count',
        StorageResolution: 60,
      },
    ]);
  });

  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`D${i}`, 'x']));
  const cases: readonly [string, Partial<MetricPoint>, UnfitReason | null][] = [
    ['NaN', { value: Number.NaN }, 'not-a-number'],
    ['Infinity', { value: Number.POSITIVE_INFINITY }, 'not-a-number'],
    ['the largest value', { value: 2 ** 360 }, null],
    ['the smallest value', { value: -(2 ** 360) }, null],
    ['a value beyond the largest', { value: 2 ** 361 }, 'out-of-range'],
    ['a value beyond the smallest', { value: -(2 ** 361) }, 'out-of-range'],
    ['a blank name', { name: '  ' }, 'no-name'],
    ['30 dimensions', { dimensions: many(30) }, null],
    ['31 dimensions', { dimensions: many(31) }, 'too-many-dimensions'],
    ['31 dimensions, one of them empty', { dimensions: { ...many(30), Empty: '' } }, null],
  ];
  it.each(cases)('judges %s', (_, overrides, reason) => {
    const { unfit } = fitPoints([aPoint(overrides)], CONTEXT);
    expect(unfit.map((point) => point.reason)).toEqual(reason === null ? [] : [reason]);
  });

  const times: readonly [string, UtcDateTime, boolean][] = [
    ['2 weeks old', NOW.minus({ weeks: 2 }), true],
    ['older than 2 weeks', NOW.minus({ weeks: 2, milliseconds: 1 }), false],
    ['2 hours ahead', NOW.plus({ hours: 2 }), true],
    ['more than 2 hours ahead', NOW.plus({ hours: 2, milliseconds: 1 }), false],
  ];
  it.each(times)('judges a point that is %s', (_, at, fits) => {
    expect(fitPoints([aPoint()], { ...CONTEXT, at }).fit).toHaveLength(fits ? 1 : 0);
  });

  it('leaves out dimensions without a value', () => {
    const { fit } = fitPoints([aPoint({ dimensions: { Region: 'cn-shanghai', Reason: '', Scope: ' \t' } })], CONTEXT);
    expect(fit[0]?.Dimensions).toEqual([{ Name: 'Region', Value: 'cn-shanghai' }]);
  });

  it('lets the dimension of a point win over a fixed one', () => {
    const { fit } = fitPoints([aPoint()], { ...CONTEXT, fixedDimensions: { Region: 'fixed' } });
    expect(fit[0]?.Dimensions).toEqual([{ Name: 'Region', Value: 'cn-shanghai' }]);
  });
});

describe('texts fitted to CloudWatch', () => {
  it.each(['cn-shanghai', 'PullStreamFailed', 'rtmp://host/app', 'a~b', '~', ' x'])('keeps %j as it is', (text) => {
    expect(fitDimensionValue(text)).toBe(text);
  });

  it('keeps what can be read of a name in another script', () => {
    expect(fitDimensionValue('Café 直播')).toMatch(/^Cafe _~[0-9a-f]{16}$/);
  });

  it('takes a colon at the start of a value, not of a name', () => {
    expect(fitDimensionValue(':x')).toBe(':x');
    expect(fitDimensionName(':x')).toMatch(/^_x~/);
    expect(fitMetricName(':x')).toMatch(/^_x~/);
  });

  it('never lets a legal text pass for a fitted one', () => {
    const fitted = fitDimensionValue('直播') ?? '';
    expect(fitDimensionValue(fitted)).not.toBe(fitted);
  });

  it('tells unpaired surrogates apart', () => {
    expect(fitDimensionValue('\ud800')).not.toBe(fitDimensionValue('\ud801'));
  });

  const namespaces: readonly [string, boolean][] = [
    ['relaywatch', true],
    ['Live/Relays', true],
    ['', false],
    ['AWS/Live', false],
    [':x', false],
    ['直播', false],
    ['x'.repeat(256), false],
  ];
  it.each(namespaces)('judges the namespace %j', (namespace, fine) => {
    expect(namespaceProblem(namespace) === null).toBe(fine);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 2_000 }),
  fc.constantFrom('直播', ':x', '', ' ', 'a~0123456789abcdef', 'x'.repeat(3_000), '\u0000', '\ud800'),
);
const aPointOfAnyKind: fc.Arbitrary<MetricPoint> = fc.record({
  name: anyText,
  unit: fc.constantFrom('Count', 'Milliseconds', 'None'),
  value: fc.oneof(fc.double(), fc.integer()),
  dimensions: fc.dictionary(anyText, anyText, { maxKeys: 34 }),
});

describe('promises over all points', () => {
  it('loses none: every point is either fit or unfit, and every fit one is in exactly one batch', () => {
    fc.assert(
      fc.property(fc.array(aPointOfAnyKind, { maxLength: 60 }), (points) => {
        const { fit, unfit } = fitPoints(points, CONTEXT);
        expect(fit.length + unfit.length).toBe(points.length);
        expect(batchesOf(fit, 'relaywatch').flat()).toEqual(fit);
      }),
      { seed: 1 },
    );
  });

  it('writes only what CloudWatch accepts', () => {
    const legal = /^[\x20-\x7e]+$/;
    fc.assert(
      fc.property(aPointOfAnyKind, (point) => {
        for (const datum of fitPoints([point], CONTEXT).fit) {
          expect(datum.MetricName).toMatch(/^[^:]/);
          expect(datum.MetricName?.length).toBeLessThanOrEqual(255);
          expect(datum.Dimensions?.length).toBeLessThanOrEqual(30);
          for (const { Name = '', Value = '' } of datum.Dimensions ?? []) {
            expect([legal.test(Name), legal.test(Value), Name.startsWith(':')]).toEqual([true, true, false]);
            expect(Math.max(Name.length - 255, Value.length - 1_024)).toBeLessThanOrEqual(0);
            expect(Math.min(Name.trim().length, Value.trim().length)).toBeGreaterThan(0);
          }
        }
      }),
      { seed: 2 },
    );
  });

  it('keeps distinct texts distinct', () => {
    const notBlank = anyText.filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.uniqueArray(notBlank, { maxLength: 30 }), (texts) => {
        for (const fit of [fitDimensionName, fitDimensionValue, fitMetricName]) {
          expect(new Set(texts.map(fit)).size).toBe(texts.length);
        }
      }),
      { seed: 3 },
    );
  });

  it('keeps every request within 1,000 metrics and 1 MB, and fills it', () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`Dimension${i}`, '"'.repeat(1_000)]));
    for (const [count, dimensions, requests] of [
      [2_500, {}, 3],
      [50, wide, 4],
    ] as const) {
      const { fit } = fitPoints(
        Array.from({ length: count }, () => aPoint({ dimensions })),
        CONTEXT,
      );
      const batches = batchesOf(fit, 'relaywatch');
      expect(batches).toHaveLength(requests);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(1_000);
        const body = JSON.stringify({ Namespace: 'relaywatch', MetricData: batch });
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_000_000);
      }
    }
  });
});
