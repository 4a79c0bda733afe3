import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import {
  addedUp,
  callsLeft,
  type HintCounts,
  largestHosts,
  NOTHING_HINTED,
  spent,
} from '../../lib/monitor/look-memory.ts';

const NOON = DateTime.fromISO('2026-03-01T12:00:00Z', { zone: 'utc' }) as UtcDateTime;
const later = (seconds: number) => NOON.plus({ seconds });

describe('the allowance of hints', () => {
  it('is 30 calls at first', () => {
    expect(callsLeft(null, NOON)).toBe(30);
  });

  it('comes back at a call every two seconds, and never beyond 30', () => {
    const used = spent(null, 30, NOON);
    expect(callsLeft(used, NOON)).toBe(0);
    expect(callsLeft(used, later(1))).toBe(0.5);
    expect(callsLeft(used, later(2))).toBe(1);
    expect(callsLeft(used, later(60))).toBe(30);
    expect(callsLeft(used, later(86_400))).toBe(30);
  });

  it('never falls below nothing, though more was spent', () => {
    expect(spent(null, 31, NOON)).toEqual({ at: NOON.toISO(), left: 0 });
  });

  it('allows at most 60 calls in the first minute of a flood, however they are spread', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 200 }), (moments) => {
        let allowance = null;
        let calls = 0;
        for (const ms of moments.toSorted((a, b) => a - b)) {
          const now = NOON.plus({ milliseconds: ms });
          const possible = Math.floor(callsLeft(allowance, now));
          allowance = spent(allowance, possible, now);
          calls += possible;
        }
        expect(calls).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('counts on after a clock that was ahead', () => {
    const ahead = spent(null, 30, later(3_600));
    expect(callsLeft(ahead, NOON)).toBe(30);
  });

  it('is whole when its time cannot be read', () => {
    expect(callsLeft({ at: 'yesterday', left: 0 }, NOON)).toBe(30);
  });
});

describe('counts of hints', () => {
  const counts: HintCounts = { received: 3, confirmed: 1, longestDelayMs: 1_500, opened: 1 };

  it('add up, with the longest of the delays', () => {
    const more = { received: 2, confirmed: 2, longestDelayMs: 900, opened: 0 };
    expect(addedUp(counts, more)).toEqual({ received: 5, confirmed: 3, longestDelayMs: 1_500, opened: 1 });
  });

  it('have no delay while nothing was confirmed', () => {
    expect(addedUp(NOTHING_HINTED, NOTHING_HINTED).longestDelayMs).toBeNull();
    expect(addedUp(counts, NOTHING_HINTED)).toEqual(counts);
    expect(addedUp(NOTHING_HINTED, counts)).toEqual(counts);
  });
});

describe('the totals that are remembered', () => {
  const hosts = (count: number) => new Map(Array.from({ length: count }, (_, n) => [`host-${n}`, n + 1] as const));

  it('keep the largest hosts, so the state does not grow with the fleet', () => {
    const kept = largestHosts({ relays: 100_000, bySource: hosts(2_000), byDestination: hosts(3) });
    expect(kept.relays).toBe(100_000);
    expect(kept.bySource.size).toBe(500);
    expect(Math.min(...kept.bySource.values())).toBe(1_501);
    expect(kept.byDestination).toEqual(hosts(3));
  });
});
