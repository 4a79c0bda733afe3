import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeadlineError, withDeadline } from '../../lib/http/deadline.ts';
import { fullJitterMs, withRetries } from '../../lib/http/retry.ts';
import { retryAfterMs } from '../../lib/http/retry-after.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const wish = fc.option(fc.nat(20_000));

describe('retries, over all outcomes', () => {
  it('are as many as allowed, never late, and never sooner than was wished', async () => {
    const parts = fc.record({
      attempts: fc.integer({ min: 1, max: 6 }),
      wishes: fc.array(wish, { minLength: 6, maxLength: 6 }),
      withinMs: fc.nat(30_000),
      took: fc.nat(2_000),
      chance,
    });
    await fc.assert(
      fc.asyncProperty(parts, async ({ attempts, wishes, withinMs, took, chance: part }) => {
        const clock = new VirtualClock();
        const endMs = clock.monotonicMs() + withinMs;
        const began: number[] = [];
        const ended: number[] = [];
        const attempt = async (nth: number) => {
          began.push(clock.monotonicMs());
          await clock.sleep(took);
          ended.push(clock.monotonicMs());
          return nth;
        };
        const bounds = { clock, random: () => part, attempts, backoff: { baseMs: 500, capMs: 4_000 }, endMs };
        const last = await clock.run(withRetries(attempt, (nth) => ({ wishMs: wishes[nth - 1] ?? null }), bounds));
        expect(last).toBe(began.length);
        expect(began.length).toBeLessThanOrEqual(attempts);
        expect(began.slice(1).every((at) => at < endMs)).toBe(true);
        for (const [n, at] of began.slice(1).entries()) {
          const waited = at - (ended[n] ?? 0);
          expect(waited).toBeGreaterThanOrEqual((wishes[n] ?? 0) - 1e-6);
          expect(waited).toBeLessThanOrEqual(Math.max(wishes[n] ?? 0, Math.min(4_000, 500 * 2 ** n)) + 1e-6);
        }
      }),
    );
  });

  it('wait for any part of a bound that doubles up to its cap', () => {
    const backoff = fc.record({
      baseMs: fc.integer({ min: 1, max: 1_000 }),
      capMs: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), backoff, chance, (attempt, { baseMs, capMs }, part) => {
        const waitMs = fullJitterMs(attempt, { baseMs, capMs }, () => part);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(capMs);
        expect(waitMs).toBe(part * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
      }),
    );
  });
});

describe('a deadline, over all times', () => {
  it('lets work through that ends before it, and ends all other at its time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 }), async (took, timeoutMs) => {
        fc.pre(took !== timeoutMs);
        const clock = new VirtualClock();
        const beganMs = clock.monotonicMs();
        const work = async (signal: AbortSignal) => {
          await clock.sleep(took, signal);
          return 'done';
        };
        const outcome = await clock.run(withDeadline({ clock, timeoutMs }, work).catch((error: unknown) => error));
        expect(clock.monotonicMs() - beganMs).toBe(Math.min(took, timeoutMs));
        if (took < timeoutMs) expect(outcome).toBe('done');
        else expect(outcome).toEqual(new DeadlineError(timeoutMs));
      }),
    );
  });
});

describe('the wait that a server asks for, over all times', () => {
  const NOW = Date.UTC(2026, 2, 1, 8);

  it('is the same in seconds, as a date and as a Unix time', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seconds) => {
        const at = new Date(NOW + seconds * 1_000);
        const expected = seconds * 1_000;
        expect(retryAfterMs(String(seconds), NOW)).toBe(expected);
        expect(retryAfterMs(at.toUTCString(), NOW)).toBe(expected);
        expect(retryAfterMs(at.toISOString(), NOW)).toBe(expected);
        expect(retryAfterMs(String(at.getTime() / 1_000), NOW)).toBe(expected);
        expect(retryAfterMs(String(at.getTime()), NOW)).toBe(expected);
      }),
    );
  });

  it('is never negative nor infinite, whatever the header says', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.double().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (header) => {
          const waitMs = retryAfterMs(header, NOW);
          if (waitMs !== null) {
            expect(waitMs).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(waitMs)).toBe(true);
          }
        },
      ),
    );
  });

  it.each<[string | null, number | null]>([
    [null, null],
    ['', null],
    ['soon', null],
    ['-1', null],
    ['1.5', null],
    ['7s', 7_000],
    ['7 s', 7_000],
    ['700ms', 700],
    ['999999999', 999_999_999_000],
    ['Sun, 01 Mar 2026 07:59:59 GMT', 0],
    ['Mon, 01 Mar 2026 08:00:07 GMT', 7_000],
    ['Sunday, 01-Mar-26 08:00:07 GMT', 7_000],
    ['Sun Mar  1 08:00:07 2026', 7_000],
    ['2026-03-01', null],
  ])('in the form %j is %s', (header, waitMs) => {
    expect(retryAfterMs(header, NOW)).toBe(waitMs);
  });
});
