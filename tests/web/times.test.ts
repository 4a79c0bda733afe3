import fc from 'fast-check';
import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import { durationOf, Instant, numberIn, secondsBetween } from '../../web/times.tsx';
import { en } from '../../web/words/en.ts';
import { zh } from '../../web/words/zh.ts';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

describe('a duration', () => {
  it.each<[number, string, string]>([
    [0, '0 s', '0 秒'],
    [0.9, '0 s', '0 秒'],
    [1, '1 s', '1 秒'],
    [59, '59 s', '59 秒'],
    [59.9, '59 s', '59 秒'],
    [60, '1 min', '1 分'],
    [61, '1 min 1 s', '1 分 1 秒'],
    [HOUR - 1, '59 min 59 s', '59 分 59 秒'],
    [HOUR, '1 h', '1 小时'],
    [HOUR + 59, '1 h', '1 小时'],
    [HOUR + MINUTE, '1 h 1 min', '1 小时 1 分'],
    [DAY - 1, '23 h 59 min', '23 小时 59 分'],
    [DAY, '1 d', '1 天'],
    [DAY + 59 * MINUTE, '1 d', '1 天'],
    [DAY + HOUR, '1 d 1 h', '1 天 1 小时'],
    [400 * DAY + 23 * HOUR, '400 d 23 h', '400 天 23 小时'],
    [-5, '0 s', '0 秒'],
    [Number.NaN, '0 s', '0 秒'],
  ])('of %d seconds has its two largest units: %s', (seconds, english, chinese) => {
    expect([durationOf(seconds, en), durationOf(seconds, zh)]).toEqual([english, chinese]);
  });

  it('is never longer than it was, and short by less than its smallest unit', () => {
    const sizes: Record<string, number> = { d: DAY, h: HOUR, min: MINUTE, s: 1 };
    fc.assert(
      fc.property(fc.nat(100 * DAY), (seconds) => {
        const parts = durationOf(seconds, en).match(/\d+ \w+/g) ?? [];
        const told = parts.reduce(
          (sum, part) => sum + Number(part.split(' ')[0]) * (sizes[part.split(' ')[1] ?? ''] ?? 0),
          0,
        );
        const largest = sizes[parts[0]?.split(' ')[1] ?? ''] ?? 0;
        expect(told).toBeLessThanOrEqual(seconds);
        // the unit below the largest is the last that is told
        expect(seconds - told).toBeLessThan(largest === DAY ? HOUR : largest === HOUR ? MINUTE : 1);
      }),
    );
  });
});

describe('the time between two instants', () => {
  it.each<[string, string, number]>([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z', 0],
    ['2026-03-01T08:00:00Z', '2026-03-01T08:01:30Z', 90],
    ['2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.499Z', 0],
    ['2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.500Z', 1],
    ['2026-03-01T08:00:00Z', '2026-03-01T07:00:00Z', 0],
    ['', '2026-03-01T08:00:00Z', 0],
    ['2026-03-01T08:00:00Z', 'soon', 0],
  ])('%s to %s is %i s', (from, to, seconds) => {
    expect(secondsBetween(from, to)).toBe(seconds);
  });
});

describe('a number', () => {
  it.each<[number, string]>([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [1_234_567, '1,234,567'],
    [9.5, '9.5'],
  ])('%d is grouped as both languages do: %s', (value, text) => {
    expect([numberIn(value, en), numberIn(value, zh)]).toEqual([text, text]);
  });
});

describe('an instant', () => {
  const instant = (iso: string, parts = {}) => h(Instant, { iso, ...parts });

  it.each<[string, string]>([
    ['2026-03-01T07:59:58.123Z', '07:59:58 UTC'],
    ['2026-03-01T00:00:00Z', '00:00:00 UTC'],
    ['2026-02-28T23:59:59Z', '2026-02-28 23:59:59 UTC'],
    ['2025-03-01T08:00:00Z', '2025-03-01 08:00:00 UTC'],
    ['2026-03-02T08:00:00Z', '2026-03-02 08:00:00 UTC'],
  ])('%s is %s, with the date on another day alone', (iso, text) => {
    expect(textOf(instant(iso))).toBe(text);
    expect(htmlOf(instant(iso))).toContain(`<time datetime="${iso}" title="${iso}">`);
  });

  it('is in UTC alone where the reader has no other time, script or not', () => {
    // the tests run in UTC or elsewhere: what comes from a server never has a local time
    expect(textOf(instant('2026-03-01T07:00:00Z'), surroundingsIn('zh'))).toBe('07:00:00 UTC');
    expect(textOf(instant('no time'), surroundingsIn('en', { isAlive: true }))).toContain('UTC');
  });
});
