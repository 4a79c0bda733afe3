import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CallTrip, Connection } from '../../lib/live/call-trip.ts';
import { type CallEnd, Pacer } from '../../lib/live/pacer.ts';
import { NOBODY_BEFORE } from '../../lib/live/pacer-memory.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const answered = (): CallEnd => ({ answered: true, throttled: false });

it.each([0, 0.5, Number.NaN])('a pacer of %s calls a second is a mistake', (qps) => {
  const message = `qps must be at least 1, not ${qps}`;
  expect(() => new Pacer({ qps }, new VirtualClock())).toThrow(new RangeError(message));
});

describe('throttling', () => {
  it('halves the rate once for calls that were under way together, waits as told, then recovers step by step', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 10 }, clock, NOBODY_BEFORE);
    const throttled = () => clock.sleep(500).then(() => Promise.reject(new Error('throttled')));
    const end = (): CallEnd => ({ answered: true, throttled: true, retryAfterMs: 4_000 });
    await clock.run(Promise.allSettled([1, 2, 3].map(() => pacer.run(throttled, end))));
    expect(pacer.ratePerSecond).toBe(5);
    const before = clock.monotonicMs();
    await clock.run(pacer.run(async () => undefined, answered));
    expect(clock.monotonicMs() - before).toBe(4_000);
    const stepsAtMs = new Map([[pacer.ratePerSecond, clock.monotonicMs()]]);
    for (let n = 0; n < 40; n++) {
      await clock.run(pacer.run(() => clock.sleep(50), answered));
      if (!stepsAtMs.has(pacer.ratePerSecond)) stepsAtMs.set(pacer.ratePerSecond, clock.monotonicMs());
    }
    expect([...stepsAtMs.keys()]).toEqual([6, 7, 8, 9, 10]);
    const times = [...stepsAtMs.values()];
    const gapsMs = times.slice(1).map((atMs, n) => atMs - (times[n] ?? 0));
    expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...gapsMs)).toBeLessThan(1_300);
  });

  it('never goes below one call a second', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 2 }, clock, NOBODY_BEFORE);
    for (let n = 0; n < 5; n++) {
      await clock.run(
        Promise.allSettled([
          pacer.run(
            () => Promise.reject(new Error('no')),
            () => ({ answered: true, throttled: true }),
          ),
        ]),
      );
    }
    expect(pacer.ratePerSecond).toBe(1);
  });
});

describe('a call that waits', () => {
  it.each([0, 300])('leaves its place when it is aborted, and the next one goes: after %i ms', async (afterMs) => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 1 }, clock, NOBODY_BEFORE);
    await clock.run(pacer.run(() => clock.sleep(10), answered));
    const beforeMs = clock.monotonicMs();
    const gaveUp = new AbortController();
    const waiting = pacer.run(async () => 'left', answered, gaveUp.signal);
    const next = pacer.run(async () => 'next left', answered);
    if (afterMs > 0) await clock.run(clock.sleep(afterMs));
    gaveUp.abort(new Error('out of time'));
    await expect(clock.run(waiting)).rejects.toThrow('out of time');
    expect(clock.monotonicMs() - beforeMs).toBe(afterMs);
    await expect(clock.run(next)).resolves.toBe('next left');
  });

  it('leaves nothing behind at the signal of a whole sweep', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ qps: 1 }, clock, NOBODY_BEFORE);
    const { signal } = new AbortController();
    for (let n = 0; n < 3; n++) await clock.run(pacer.run(() => clock.sleep(10), answered, signal));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

/** A pacer of one call a second, and how long the call after the given one has to wait once that has ended. */
function aPacer() {
  const clock = new VirtualClock();
  const pacer = new Pacer({ qps: 1 }, clock, NOBODY_BEFORE);
  const trips = async (count: number, connection: Connection, roundTripMs = 80) => {
    for (let n = 0; n < count; n++) {
      await clock.run(
        pacer.run(async (trip) => {
          trip.written(connection);
          await clock.sleep(roundTripMs);
        }, answered),
      );
    }
  };
  const waitAfter = async (call: (trip: CallTrip) => Promise<unknown>, end: CallEnd = answered()) => {
    await clock.run(pacer.run(call, () => end).catch(() => undefined));
    const endedMs = clock.monotonicMs();
    await clock.run(pacer.run(async () => undefined, answered));
    return clock.monotonicMs() - endedMs;
  };
  return { clock, pacer, trips, waitAfter };
}

const WHOLE_MS = 1_002;
/** Four fifths of a round trip of 80 ms, known by a hundred that were warm. */
const SHORTENED_MS = WHOLE_MS - 63.2;

describe('a slot', () => {
  it('is held for a whole second after the answer, while the network is unknown', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(9, 'kept');
    expect(await waitAfter(() => clock.sleep(80))).toBe(WHOLE_MS);
  });

  it('is held for less, when warm round trips have shown how long both ways take', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(100, 'kept');
    expect(await waitAfter(() => clock.sleep(80))).toBeCloseTo(SHORTENED_MS, 6);
  });

  it('is not shortened by calls on new connections, however many', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(50, 'new');
    expect(await waitAfter(() => clock.sleep(80))).toBe(WHOLE_MS);
  });

  it('is not shortened by what a call waited for before it was written', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(100, 'kept');
    const afterAConnect = async (trip: CallTrip) => {
      await clock.sleep(150);
      trip.written('new');
      await clock.sleep(80);
    };
    expect(await waitAfter(afterAConnect)).toBeCloseTo(SHORTENED_MS, 6);
  });

  it('begins to end with the head of the answer, not when its last byte was read', async () => {
    const { clock, waitAfter } = aPacer();
    const slowBody = async (trip: CallTrip) => {
      trip.written('kept');
      await clock.sleep(80);
      trip.heard();
      await clock.sleep(400);
    };
    expect(await waitAfter(slowBody)).toBe(WHOLE_MS - 400);
  });

  it('is judged by what is known when the next call wants to leave: a network that got faster is a new network', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(100, 'kept');
    const sudden = async (trip: CallTrip) => {
      trip.written('new');
      await clock.sleep(20);
    };
    expect(await waitAfter(sudden)).toBeCloseTo(WHOLE_MS - 15.8, 6);
  });

  it('counts a call that sent two requests as one on a new connection', async () => {
    const { clock, pacer, waitAfter } = aPacer();
    for (let n = 0; n < 20; n++) {
      await clock.run(
        pacer.run(async (trip) => {
          trip.written('kept');
          trip.written('kept');
          await clock.sleep(80);
        }, answered),
      );
    }
    expect(await waitAfter(() => clock.sleep(80))).toBe(WHOLE_MS);
  });

  it('of a call that failed with its connection is held for a whole second from then on', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(20, 'kept');
    const reset = () => clock.sleep(10).then(() => Promise.reject(new Error('reset')));
    expect(await waitAfter(reset, { answered: false, connectionLost: true })).toBe(WHOLE_MS);
  });

  it('of a call that was given up is held for as long as it may be on its way, and a whole second', async () => {
    const { clock, trips, waitAfter } = aPacer();
    await trips(20, 'kept');
    const givenUp = async (trip: CallTrip) => {
      await clock.sleep(200);
      trip.written('kept');
      await clock.sleep(10);
      throw new Error('time is up');
    };
    expect(await waitAfter(givenUp, { answered: false, connectionLost: false })).toBe(1_000 - 10 + WHOLE_MS);
  });

  it('of a call whose answer broke off is that of an answered call', async () => {
    const { clock, waitAfter } = aPacer();
    const brokeOff = async (trip: CallTrip) => {
      trip.written('kept');
      await clock.sleep(80);
      trip.heard();
      await clock.sleep(300);
      throw new Error('reset');
    };
    expect(await waitAfter(brokeOff, { answered: false, connectionLost: true })).toBe(WHOLE_MS - 300);
  });
});
