import { describe, expect, it } from 'vitest';
import type { Connection } from '../../lib/live/call-trip.ts';
import { RoundTrips } from '../../lib/live/round-trips.ts';
import type { NetworkMemory } from '../../lib/monitor/reading-memory.ts';

const NOTHING: NetworkMemory = { shortestMs: 0, samples: 0 };

function knowing(
  trips: readonly number[],
  memory: NetworkMemory = NOTHING,
  connection: Connection = 'kept',
): RoundTrips {
  const known = new RoundTrips(memory);
  for (const ms of trips) known.learn(ms, connection);
  return known;
}

const times = (count: number, ...trips: number[]): number[] => new Array<number[]>(count).fill(trips).flat();

describe('what both ways together take at least', () => {
  it('is told by the last 256: what the network was before says nothing', () => {
    const noisy = Array.from({ length: 256 }, (_, n) => 100 + ((n * 37) % 300));
    const known = knowing([...noisy, ...times(256, 200)]);
    expect(known.leastMs).toBeCloseTo((0.82 - 3 / 256) * 100, 6);
    expect(knowing([...noisy, ...times(150, 200)]).leastMs).toBeLessThan(known.leastMs);
  });

  it.each<[string, RoundTrips, number]>([
    ['nothing, before there are ten warm round trips', knowing(times(9, 80)), 0],
    ['nothing, if all connections were new', knowing(times(100, 80), NOTHING, 'new'), 0],
    [
      'nothing, if a sweep before knew the network and this one does not',
      knowing([], { shortestMs: 80, samples: 9_999 }),
      0,
    ],
    ['half of the shortest, if ten are known and all alike', knowing(times(10, 80)), 41.6],
    ['four fifths of the shortest, if a hundred are known', knowing(times(100, 80)), 63.2],
    [
      'four fifths of the shortest that a sweep before knew',
      knowing(times(100, 80), { shortestMs: 40, samples: 5 }),
      31.6,
    ],
    [
      'what this sweep knows, if the one before knew a slower network',
      knowing(times(100, 80), { shortestMs: 300, samples: 5 }),
      63.2,
    ],
    ['nothing, if they differ by so much that half of one may be gone', knowing(times(10, 80, 40)), 0],
    ['as before, if a few were very slow', knowing([...times(98, 80), 500, 3_000]), 63.2],
  ])('is %s', (_name, known, ms) => {
    expect(known.leastMs).toBeCloseTo(ms, 6);
  });

  it('counts a faster call at once, on a new connection too', () => {
    const known = knowing(times(100, 80));
    known.learn(20, 'new');
    expect(known.leastMs).toBeCloseTo(15.8, 6);
  });

  it('comes down with the jitter that was seen, and further while it was seen on few calls', () => {
    const jittering = (count: number, byMs: number) => knowing(times(count, 100, 100 + byMs, 100 - byMs)).leastMs;
    const [little, some, more, few] = [jittering(40, 2), jittering(40, 6), jittering(40, 10), jittering(4, 10)];
    expect([little, some, more, few].map(Math.round)).toEqual([78, 75, 59, 46]);
  });
});

describe('what is remembered of the network', () => {
  it('is the shortest round trip of all, cold ones included, and their number', () => {
    const known = knowing([80, 60, 90]);
    expect(known.memory).toEqual({ shortestMs: 60, samples: 3, newer: { shortestMs: 60, samples: 3 } });
    expect(knowing([200], known.memory, 'new').memory).toMatchObject({ shortestMs: 60, samples: 4 });
  });

  it('is nothing before the first call', () => {
    expect(new RoundTrips(NOTHING).memory).toEqual(NOTHING);
  });

  it('takes over what an older relaywatch knew', () => {
    expect(knowing([90], { shortestMs: 70.5, samples: 12 }).memory).toMatchObject({ shortestMs: 70.5, samples: 13 });
  });

  it('forgets a lucky round trip after two thousand calls, over however many sweeps', () => {
    let memory: NetworkMemory = { shortestMs: 1, samples: 1 };
    const shortest: number[] = [];
    for (let sweep = 1; sweep <= 200; sweep++) {
      memory = JSON.parse(JSON.stringify(knowing(times(10, 50), memory).memory));
      shortest.push(memory.shortestMs);
    }
    expect(shortest.lastIndexOf(1)).toBeGreaterThan(50);
    expect(shortest.at(-1)).toBe(50);
  });
});
