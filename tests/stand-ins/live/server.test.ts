import { describe, expect, it } from 'vitest';
import { busiestSecond } from '../../../stand-ins/live/stats.ts';
import { aStandIn, aStandInOnFakeClock, call, list } from './live-call.ts';

describe('what the stand-in tells about itself', () => {
  it('counts calls by operation, forgets them on a reset, and leaves its own pages out', async () => {
    const { standIn, clock } = await aStandInOnFakeClock({});
    for (clock.seconds = 0; clock.seconds < 3; clock.seconds += 0.5) await list(standIn);
    await call(standIn, 'DescribeNothing');
    const stats = (await (await fetch(`${standIn.url}/_stats`)).json()) as unknown;
    expect(stats).toEqual(standIn.stats());
    expect(stats).toEqual({
      operations: {
        DescribeLivePullToPushList: {
          calls: 6,
          throttled: 0,
          mostInAnySecond: 2,
          firstArrivalMs: 0,
          lastArrivalMs: 2500,
          faults: 0,
          refused: 0,
        },
        other: {
          calls: 1,
          throttled: 0,
          mostInAnySecond: 1,
          firstArrivalMs: 3000,
          lastArrivalMs: 3000,
          faults: 0,
          refused: 1,
        },
      },
    });
    await fetch(`${standIn.url}/_reset`, { method: 'POST' });
    expect(standIn.stats()).toEqual({ operations: {} });
  });

  it('tallies its tasks by status, region and reason', async () => {
    const standIn = await aStandIn({ tasks: 1000 });
    const tally = standIn.tally();
    expect(await (await fetch(`${standIn.url}/_tally`)).json()).toEqual(tally);
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);
    expect([sum(tally.byStatus), sum(tally.byRegion)]).toEqual([1000, 1000]);
    expect(sum(tally.stoppedByReason)).toBe(tally.byStatus.stopped);
    expect(tally.stoppedByReason).toMatchObject({ PullStreamFailed: expect.any(Number), none: expect.any(Number) });
  });

  it.each([
    ['no call', [], 0],
    ['one call', [5], 1],
    ['calls exactly one second apart', [0, 1000, 2000], 1],
    ['a second that begins between whole seconds', [0, 600, 700, 1599, 1600], 3],
  ])('finds the busiest second of %s', (_name, times, most) => {
    expect(busiestSecond(times)).toBe(most);
  });
});

describe('the wire', () => {
  it('answers with a length and never compressed, whatever the client accepts', async () => {
    const standIn = await aStandIn();
    const url = `${standIn.url}/?Action=DescribeLivePullToPushList&Version=2016-11-01&Region=cn-shanghai`;
    const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
  });

  it('carries calls over a network with delay', async () => {
    const standIn = await aStandIn({ latency: { rttMs: 4, jitterMs: 1, tail: { share: 1, extraMs: 2 } } });
    expect((await list(standIn)).status).toBe(200);
  });

  it('survives a body that is too large', async () => {
    const standIn = await aStandIn();
    const body = 'x'.repeat(1024 * 1024 + 1);
    await fetch(standIn.url, { method: 'POST', body }).catch(() => undefined);
    expect((await list(standIn)).status).toBe(200);
  });

  it('closes although a call is open', async () => {
    const standIn = await aStandIn({ regions: ['hang-page-1'] });
    const open = list(standIn, { Region: 'hang-page-1' }).then(
      () => 'answered',
      () => 'cut',
    );
    while (standIn.stats().operations.DescribeLivePullToPushList === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await standIn.close();
    expect(await open).toBe('cut');
  });
});
