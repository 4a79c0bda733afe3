import { describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/base/time.ts';
import { DeadlineError, withDeadline } from '../../lib/http/deadline.ts';
import { isTimeout } from '../../lib/http/network-failure.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

/** Work that never ends, and listens to no signal. */
const deaf = () => new Promise<never>(() => undefined);

/** A virtual clock that knows how many of its sleepers are left. */
function aClock(): VirtualClock & { asleep(): number } {
  const clock = new VirtualClock();
  let asleep = 0;
  const sleep: Clock['sleep'] = (ms, signal) => {
    asleep += 1;
    return VirtualClock.prototype.sleep.call(clock, ms, signal).finally(() => {
      asleep -= 1;
    });
  };
  return Object.assign(clock, { sleep, asleep: () => asleep });
}

/** A signal that knows how many listen to it. */
function aSignal(): { signal: AbortSignal; abort: (reason: unknown) => void; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  return { signal, abort: (reason) => controller.abort(reason), listeners: () => listeners };
}

describe('work with a deadline', () => {
  it('gives its outcome, whatever that is, when it is in time', async () => {
    const clock = aClock();
    const inTime = (work: () => Promise<number>) => withDeadline({ clock, timeoutMs: 100 }, work);
    expect(await clock.run(inTime(async () => 7))).toBe(7);
    await expect(clock.run(inTime(async () => Promise.reject(new Error('its own'))))).rejects.toThrow('its own');
    await expect(
      clock.run(
        inTime(() => {
          throw new Error('at once');
        }),
      ),
    ).rejects.toThrow('at once');
  });

  it('is ended when its time is over, to the millisecond, although it listens to nothing', async () => {
    const clock = aClock();
    const beganMs = clock.monotonicMs();
    const error = await clock.run(withDeadline({ clock, timeoutMs: 5_000 }, deaf)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeadlineError);
    expect([isTimeout(error), (error as Error).message]).toEqual([true, 'no answer in 5000 ms']);
    expect(clock.monotonicMs() - beganMs).toBe(5_000);
  });

  it('is told by its signal, and what it makes of that changes nothing', async () => {
    const clock = aClock();
    let reason: unknown = null;
    const listening = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(new Error('socket hang up'));
        });
      });
    const late = expect.objectContaining({ name: 'TimeoutError' });
    await expect(clock.run(withDeadline({ clock, timeoutMs: 10 }, listening))).rejects.toEqual(late);
    expect(reason).toBeInstanceOf(DeadlineError);
  });

  it('ends with the reason of whoever gives it up', async () => {
    const clock = aClock();
    const giveUp = aSignal();
    const ended = withDeadline({ clock, timeoutMs: 5_000, giveUp: giveUp.signal }, deaf);
    giveUp.abort(new Error('over'));
    await expect(ended).rejects.toThrow('over');
    expect(clock.asleep()).toBe(0);
  });

  it('does not begin when it was given up before', async () => {
    let began = false;
    const work = async () => {
      began = true;
    };
    const bounds = { clock: aClock(), timeoutMs: 5_000, giveUp: AbortSignal.abort(new Error('over')) };
    await expect(withDeadline(bounds, work)).rejects.toThrow('over');
    expect(began).toBe(false);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['done', async () => 7],
    ['failed', async () => Promise.reject(new Error('its own'))],
    ['late', deaf],
  ])('leaves no timer and no listener behind when it is %s', async (_, work) => {
    const clock = aClock();
    const giveUp = aSignal();
    await clock.run(withDeadline({ clock, timeoutMs: 5_000, giveUp: giveUp.signal }, work)).catch(() => undefined);
    await Promise.resolve();
    expect([clock.asleep(), giveUp.listeners()]).toEqual([0, 0]);
  });
});
