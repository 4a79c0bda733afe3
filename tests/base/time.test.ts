import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUtc, parseUtcMs, systemClock, unixSecondsMs } from '../../lib/base/time.ts';

describe('a UTC time of Live', () => {
  it.each([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:00.5Z', '2026-03-01T08:00:00.500Z'],
    ['2026-03-01T08:00:00.123Z', '2026-03-01T08:00:00.123Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('is read as written (%s)', (text, iso) => {
    expect(parseUtc(text)?.toISO()).toBe(iso);
    expect(parseUtc(text)?.zoneName).toBe('UTC');
  });

  it.each([
    ['nothing', ''],
    ['a day', '2026-03-01'],
    ['no zone', '2026-03-01T08:00:00'],
    ['another zone', '2026-03-01T08:00:00+08:00'],
    ['no seconds', '2026-03-01T08:00Z'],
    ['a 13th month', '2026-13-01T00:00:00Z'],
    ['a 30th of February', '2026-02-30T00:00:00Z'],
    ['a 29th of February that year has not', '2026-02-29T00:00:00Z'],
    ['a 31st of April', '2026-04-31T12:00:00Z'],
    ['hour 24', '2026-03-01T24:00:00Z'],
    ['a 60th second', '2026-03-01T08:00:60Z'],
    ['something before', ' 2026-03-01T08:00:00Z'],
    ['a line after', '2026-03-01T08:00:00Z\n'],
    ['a word', 'tomorrow'],
  ])('is nothing else: %s', (_name, text) => {
    expect(parseUtc(text)).toBeNull();
  });

  it('comes back from its own text, to the millisecond', () => {
    const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (date) => {
        expect(parseUtc(date.toISOString())?.toMillis()).toBe(date.getTime());
      }),
    );
  });

  it('has no value that a calendar has not, whatever its digits are', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
    const texts = fc
      .tuple(two, two, two, two, two, two, two)
      .map(([c, y, month, day, hour, minute, second]) => `${c}${y}-${month}-${day}T${hour}:${minute}:${second}Z`);
    fc.assert(
      fc.property(texts, (text) => {
        const ms = parseUtcMs(text);
        const isReal = ms !== null && new Date(ms).toISOString() === text.replace('Z', '.000Z');
        const read = Date.parse(text);
        const isRead = !Number.isNaN(read) && new Date(read).toISOString() === text.replace('Z', '.000Z');
        expect(isReal).toBe(isRead);
        expect(ms === null).toBe(!isRead);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Unix seconds of Live', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_772_352_000, '2026-03-01T08:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.000Z'],
  ])('are a UTC time (%i)', (seconds, iso) => {
    expect(unixSecondsMs(seconds)).toBe(Date.parse(iso));
  });

  it.each([1e15, -1e15, 1e308, Number.NaN, Number.POSITIVE_INFINITY])(
    'outside the calendar are none (%d)',
    (seconds) => {
      expect(unixSecondsMs(seconds)).toBeNull();
    },
  );
});

describe('the clock of the machine', () => {
  it('tells UTC, and a monotonic time that goes on', () => {
    expect(systemClock.nowUtc().zoneName).toBe('UTC');
    const before = systemClock.monotonicMs();
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });

  it('rejects an aborted sleep with the reason of the abort, whether before or during it', async () => {
    const reason = new Error('time is up');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const abort = new AbortController();
    const sleep = systemClock.sleep(60_000, abort.signal);
    abort.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });

  it.each([2 ** 31, 1e12, Number.POSITIVE_INFINITY])('does not wake at once from a sleep of %d ms', async (ms) => {
    const abort = new AbortController();
    const sleep = systemClock.sleep(ms, abort.signal).then(
      () => 'woke',
      () => 'slept',
    );
    await systemClock.sleep(5);
    abort.abort();
    expect(await sleep).toBe('slept');
  });
});
