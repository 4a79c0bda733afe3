import { describe, expect, it } from 'vitest';
import { msUntilDeparture } from '../../lib/live/departure.ts';

const free = { perSecond: 2, gapMs: 100, blockedUntilMs: Number.NEGATIVE_INFINITY };
const FOREVER = Number.POSITIVE_INFINITY;

describe('when the next call may leave', () => {
  it.each([
    { name: 'at once when none left before', slots: [], now: 0, pace: free, wait: 0 },
    { name: 'after the gap', slots: [{ leftAtMs: 0, freeAtMs: 50 }], now: 60, pace: free, wait: 40 },
    {
      name: 'when the first of two held slots is free',
      slots: [
        { leftAtMs: 0, freeAtMs: 900 },
        { leftAtMs: 100, freeAtMs: 950 },
      ],
      now: 500,
      pace: free,
      wait: 400,
    },
    {
      name: 'never, while every slot waits for its answer',
      slots: [
        { leftAtMs: 0, freeAtMs: FOREVER },
        { leftAtMs: 100, freeAtMs: FOREVER },
      ],
      now: 500,
      pace: free,
      wait: FOREVER,
    },
    {
      name: 'when two are free, if the rate was halved under three held',
      slots: [
        { leftAtMs: 0, freeAtMs: 900 },
        { leftAtMs: 100, freeAtMs: 950 },
        { leftAtMs: 200, freeAtMs: 990 },
      ],
      now: 500,
      pace: free,
      wait: 450,
    },
    {
      name: 'when two are free, whichever of them that are',
      slots: [
        { leftAtMs: 0, freeAtMs: 990 },
        { leftAtMs: 100, freeAtMs: 900 },
        { leftAtMs: 200, freeAtMs: 950 },
      ],
      now: 500,
      pace: free,
      wait: 450,
    },
    {
      name: 'at once when one of two held slots is free by now',
      slots: [
        { leftAtMs: 0, freeAtMs: 400 },
        { leftAtMs: 100, freeAtMs: 950 },
      ],
      now: 500,
      pace: free,
      wait: 0,
    },
    {
      name: 'after the pause that the service asked for',
      slots: [],
      now: 0,
      pace: { ...free, blockedUntilMs: 700 },
      wait: 700,
    },
  ])('$name', ({ slots, now, pace, wait }) => {
    expect(msUntilDeparture(slots, now, pace)).toBe(wait);
  });
});
