import { describe, expect, it } from 'vitest';
import { drawLegs } from '../../../stand-ins/live/latency.ts';
import { seededRandom } from '../../../stand-ins/simulation/seeded-random.ts';

function drawn(options: Parameters<typeof drawLegs>[0], count = 20_000) {
  const random = seededRandom(11);
  return Array.from({ length: count }, () => drawLegs(options, random));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the ways there and back', () => {
  it('take no time unless a network is asked for', () => {
    expect(drawLegs(undefined, seededRandom(1))).toEqual({ thereMs: 0, backMs: 0 });
  });

  it('each take half a round trip, spread by half the jitter and at most three times that', () => {
    const legs = drawn({ rttMs: 110, jitterMs: 15 });
    for (const side of ['thereMs', 'backMs'] as const) {
      const values = legs.map((leg) => leg[side]);
      const middle = mean(values);
      expect(middle).toBeCloseTo(55, 0);
      expect(Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))).toBeCloseTo(7.4, 0);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(55 - 22.5);
      expect(Math.max(...values)).toBeLessThanOrEqual(55 + 22.5);
    }
  });

  it('do not depend on each other', () => {
    const legs = drawn({ rttMs: 110, jitterMs: 15 });
    const products = legs.map(({ thereMs, backMs }) => (thereMs - 55) * (backMs - 55));
    expect(Math.abs(mean(products) / 7.4 ** 2)).toBeLessThan(0.03);
  });

  it('never take less than a millisecond', () => {
    const legs = drawn({ rttMs: 4, jitterMs: 40 });
    expect(Math.min(...legs.flatMap(({ thereMs, backMs }) => [thereMs, backMs]))).toBe(1);
  });

  it('are longer for a share of calls, on one way only', () => {
    const legs = drawn({ rttMs: 100, jitterMs: 0, tail: { share: 0.1, extraMs: 400 } });
    const late = legs.filter(({ thereMs, backMs }) => thereMs > 50 || backMs > 50);
    expect(late.length / legs.length).toBeCloseTo(0.1, 1.5);
    expect(late.filter(({ thereMs, backMs }) => thereMs > 50 && backMs > 50)).toEqual([]);
    expect(Math.max(...late.map(({ thereMs, backMs }) => thereMs + backMs))).toBeLessThanOrEqual(500);
  });
});
