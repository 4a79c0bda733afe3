import { afterEach, beforeEach, vi } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';

/** A pause between calls, of the pacer, a channel or a retry, is no longer; a deadline in these tests is. */
const LONGEST_PAUSE_MS = 1_100;

interface Pause {
  readonly untilMs: number;
  end(): void;
}

/**
 * For a test file that runs commands on the real clock: pauses between calls take no time, and the clock goes on as if
 * they had, so that what begins and ends in between does so in the same order. A longer sleep is a deadline of a real
 * call, and stays one.
 */
export function useNoWaiting(): void {
  beforeEach(() => {
    const { nowUtc, monotonicMs, sleep } = systemClock;
    let skippedMs = 0;
    const nowMs = () => monotonicMs() + skippedMs;
    const pauses = new Set<Pause>();

    const skip = () => {
      if (pauses.size === 0) return;
      const nextMs = Math.min(...[...pauses].map(({ untilMs }) => untilMs));
      skippedMs += Math.max(0, nextMs - nowMs());
      for (const { untilMs, end } of pauses) if (untilMs <= nextMs) end();
      setTimeout(skip, 0);
    };
    const pause = (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          pauses.delete(one);
          reject(signal?.reason);
        };
        const end = () => {
          pauses.delete(one);
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const one = { untilMs: nowMs() + ms, end };
        signal?.addEventListener('abort', stop, { once: true });
        if (pauses.size === 0) setTimeout(skip, 0);
        pauses.add(one);
      });

    vi.spyOn(systemClock, 'monotonicMs').mockImplementation(nowMs);
    vi.spyOn(systemClock, 'nowUtc').mockImplementation(() => nowUtc().plus(Math.round(skippedMs)));
    vi.spyOn(systemClock, 'sleep').mockImplementation((ms, signal) =>
      ms <= LONGEST_PAUSE_MS ? pause(ms, signal) : sleep(ms, signal),
    );
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
