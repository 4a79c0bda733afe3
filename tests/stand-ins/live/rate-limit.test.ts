import { describe, expect, it } from 'vitest';
import { RateLimit } from '../../../stand-ins/live/rate-limit.ts';
import { busiestSecond } from '../../../stand-ins/live/stats.ts';
import { seededRandom, seeds } from '../../../stand-ins/simulation/seeded-random.ts';
import { aStandInOnFakeClock, call, list } from './live-call.ts';

const passedOf = (limit: RateLimit, times: readonly number[]) => times.filter((at) => limit.arrive(at) === undefined);

describe('the rate limit', () => {
  it('lets ten calls pass in any second and opens exactly one second after the first', () => {
    const limit = new RateLimit({ qps: 10, window: 'sliding', throttledCount: false });
    const times = [...Array.from({ length: 12 }, (_, i) => 500 + i), 1499, 1500, 1500];
    expect(passedOf(limit, times)).toEqual([...Array.from({ length: 10 }, (_, i) => 500 + i), 1500]);
  });

  it('counts each second of the clock by itself in the fixed window', () => {
    const limit = new RateLimit({ qps: 2, window: 'fixed', throttledCount: true });
    expect(passedOf(limit, [900, 950, 999, 1000, 1001, 1999, 2000])).toEqual([900, 950, 1000, 1001, 2000]);
  });

  it('keeps refusing a caller that keeps asking when refused calls count', () => {
    const everyTenth = Array.from({ length: 300 }, (_, i) => i * 10);
    const counted = new RateLimit({ qps: 10, window: 'sliding', throttledCount: true });
    const uncounted = new RateLimit({ qps: 10, window: 'sliding', throttledCount: false });
    expect(passedOf(counted, everyTenth)).toHaveLength(10);
    expect(passedOf(uncounted, everyTenth)).toHaveLength(30);
  });

  it.each(seeds(50))('never lets an eleventh call pass within a second (seed %i)', (seed) => {
    const random = seededRandom(seed);
    let at = 0;
    const times = Array.from({ length: 400 }, () => {
      at += random() * 120;
      return at;
    });
    const passed = passedOf(new RateLimit({ qps: 10, window: 'sliding', throttledCount: false }), times);
    expect(busiestSecond(passed)).toBeLessThanOrEqual(10);
  });

  it('tells after how long the next call may pass', () => {
    const limit = new RateLimit({ qps: 2, window: 'sliding', throttledCount: false });
    expect([100, 300, 400].map((at) => limit.arrive(at))).toEqual([undefined, undefined, 700]);
    expect(limit.arrive(1100)).toBeUndefined();
  });
});

describe('a throttled call', () => {
  it('is refused over all regions together, while other operations have their own bucket', async () => {
    const { standIn, clock } = await aStandInOnFakeClock({ qps: 2 });
    await list(standIn, { Region: 'cn-shanghai' });
    await list(standIn, { Region: 'cn-beijing' });
    const refused = await list(standIn, { Region: 'ap-southeast-1' });
    expect(refused.status).toBe(400);
    expect(refused.headers.has('x-acs-retry-after')).toBe(false);
    expect(refused.body).toEqual({
      RequestId: expect.any(String),
      HostId: 'live.aliyuncs.com',
      Code: 'Throttling.User',
      Message: expect.any(String),
      Recommend: expect.stringContaining('Throttling.User'),
    });
    const other = await call(standIn, 'DescribeLivePullToPush', { Region: 'cn-shanghai', TaskId: 'x' });
    expect(other.body.Code).toBe('CodeTaskNotExist');
    clock.seconds = 1;
    expect((await list(standIn)).status).toBe(200);
    expect(standIn.stats().operations.DescribeLivePullToPushList).toEqual({
      calls: 4,
      throttled: 1,
      mostInAnySecond: 3,
      firstArrivalMs: 0,
      lastArrivalMs: 1000,
      faults: 0,
      refused: 0,
    });
  });

  it('is told when to come again, when the stand-in is asked to', async () => {
    const { standIn } = await aStandInOnFakeClock({ qps: 1, retryAfterHeader: true });
    await list(standIn);
    expect((await list(standIn)).headers.get('x-acs-retry-after')).toBe('1000');
  });
});
