import { describe, expect, it } from 'vitest';
import { whileHeld } from '../../../lib/sweep/session/lease-keeping.ts';
import { nextSnapshot } from '../../../lib/sweep/session/next-snapshot.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { NOON } from '../../monitor/a-sighting.ts';

/** Work of so many seconds under a lease of sixty, which is renewed so many times before another sweep takes over. */
function held(workSeconds: number, { renewals = 99, end = new AbortController().signal } = {}) {
  const clock = new VirtualClock();
  const renewedAt: number[] = [];
  const startMs = clock.monotonicMs();
  const session = {
    async renew() {
      renewedAt.push((clock.monotonicMs() - startMs) / 1_000);
      return renewedAt.length <= renewals;
    },
  };
  const time = { deadlineMs: Number.POSITIVE_INFINITY, signal: end };
  const done = clock.run(
    whileHeld({ session, seconds: 60, clock }, time, async ({ signal }) => {
      await clock.sleep(workSeconds * 1_000, signal);
      return 'done';
    }),
  );
  return { clock, done, renewedAt };
}

describe('a lease', () => {
  it.each([
    [29, []],
    [31, [30]],
    [95, [30, 60, 90]],
  ])('is renewed each half of it while %i seconds of work go on', async (seconds, renewed) => {
    const { done, renewedAt } = held(seconds);
    expect(await done).toBe('done');
    expect(renewedAt).toEqual(renewed);
  });

  it('is not renewed any more after the work', async () => {
    const { clock, done, renewedAt } = held(31);
    await done;
    await clock.run(clock.sleep(600_000));
    expect(renewedAt).toEqual([30]);
  });

  it('that another sweep took ends the work at once', async () => {
    const { done, renewedAt } = held(300, { renewals: 1 });
    await expect(done).rejects.toBe('overtaken');
    expect(renewedAt).toEqual([30, 60]);
  });

  it('ends with the time of the sweep, for its reason', async () => {
    await expect(held(300, { end: AbortSignal.abort('late') }).done).rejects.toBe('late');
    const end = new AbortController();
    const { clock, done } = held(300, { end: end.signal });
    const ending = expect(done).rejects.toBe('time is up');
    void clock.sleep(40_000).then(() => end.abort('time is up'));
    await ending;
  });

  it('fails as the work fails', async () => {
    const clock = new VirtualClock();
    const time = { deadlineMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
    const lease = { session: { renew: async () => true }, seconds: 60, clock };
    const work = async () => Promise.reject(new Error('no answer'));
    await expect(clock.run(whileHeld(lease, time, work))).rejects.toThrow('no answer');
  });
});

describe('the snapshot that is saved next', () => {
  const remembered = { points: null, pacers: {}, watch: { asOf: 'x' } } as never;
  const facts = { at: NOON, toldUntil: 'then', handled: null };
  const next = (before: object | null, parts: object = {}, more: object = {}) =>
    nextSnapshot(before as never, { ...(remembered as object), ...parts } as never, { ...facts, ...more });

  it('has no lease, whatever the one before had', () => {
    expect(next({ lease: { holder: 'h' } })).toMatchObject({ lease: null, savedAt: NOON.toISO(), toldUntil: 'then' });
  });

  it('keeps the metrics of the last sweep that finished until there are new ones', () => {
    const old = { at: 'then', points: [1] };
    expect(next({ points: old }).points).toBe(old);
    expect(next(null).points).toBeNull();
    expect(next({ points: old }, { points: [] }).points).toEqual({ at: NOON, points: [] });
  });

  it('remembers the last eight timer events that were handled', () => {
    const eight = Array.from({ length: 8 }, (_, n) => `t-${n}`);
    expect(next({ handledTriggers: eight }, {}, { handled: 't-8' }).handledTriggers).toEqual([
      ...eight.slice(1),
      't-8',
    ]);
    expect(next({ handledTriggers: eight }).handledTriggers).toEqual(eight);
    expect(next(null, {}, { handled: 't-0' }).handledTriggers).toEqual(['t-0']);
    expect(next({}).handledTriggers).toEqual([]);
  });

  it('has the pacers that say anything', () => {
    const pacers = {
      nothing: { samples: 0 },
      empty: { samples: 0, held: { freeInMs: [] } },
      known: { samples: 1 },
      holding: { samples: 0, held: { freeInMs: [5] } },
    };
    expect(Object.keys(next(null, { pacers }).pacers)).toEqual(['known', 'holding']);
  });
});
