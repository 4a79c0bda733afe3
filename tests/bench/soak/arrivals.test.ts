import { describe, expect, it } from 'vitest';
import { ArrivalLedger, LIMIT } from '../../../bench/soak/arrivals.ts';

describe('arrivals at Live, counted on a busy machine', () => {
  const blamed = (times: readonly number[], busyMs: number, apart = true) => {
    const blames: string[] = [];
    const ledger = new ArrivalLedger((detail) => blames.push(detail));
    for (const at of times) ledger.arrived('DescribeLivePullToPushList', at, busyMs);
    ledger.judge(apart);
    return blames;
  };
  const every = (ms: number) => Array.from({ length: LIMIT + 1 }, (_, at) => at * ms);

  it('are too many when eleven come within less than a second', () => {
    expect(blamed(every(99), 0)).toEqual(['11 calls of DescribeLivePullToPushList within a second']);
    expect(blamed(every(100), 0)).toEqual([]);
  });

  it('are not blamed on two sweeps that cannot know of each other', () => {
    expect(blamed(every(50), 0, false)).toEqual([]);
  });

  it('are not blamed for what the one who counts may have seen late', () => {
    expect(blamed(every(99), 10)).toEqual([]);
    expect(blamed(every(50), 10)).toHaveLength(1);
  });
});
