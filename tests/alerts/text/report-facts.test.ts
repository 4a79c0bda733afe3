import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteOf, percent } from '../../../lib/alerts/text/report-facts.ts';

describe('a share in percent', () => {
  it.each<[number, string]>([
    [1, '100.000 %'],
    [0, '0.000 %'],
    [0.5, '50.000 %'],
    [0.99999, '99.999 %'],
    [0.999999999, '99.999 %'],
    [1 - 1 / (365 * 86_400 * 1_000_000), '99.999 %'],
    [0.999985, '99.998 %'],
    // which as binary numbers are a little less
    [0.57, '57.000 %'],
    [0.29, '29.000 %'],
    [0.00003, '0.003 %'],
  ])('of %d is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it('of thousandths of a percent is exactly those', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (thousandths) => {
        expect(percent(thousandths / 100_000)).toBe(`${(thousandths / 1_000).toFixed(3)} %`);
      }),
    );
  });

  it('is 100 only when nothing was lost', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1 - 1e-13, noNaN: true }), (share) => {
        expect(percent(share)).not.toBe('100.000 %');
      }),
    );
  });
});

it.each([
  ['2026-03-01T08:00:59.999Z', '2026-03-01 08:00'],
  ['2026-12-31T23:59:00Z', '2026-12-31 23:59'],
])('the minute of %s is %s', (iso, minute) => {
  expect(minuteOf(iso)).toBe(minute);
});
