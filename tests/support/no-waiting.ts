import { afterEach, beforeEach, vi } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';

/** A pause that can be given up is no longer (a retry of Live: 1.6 s); a deadline in these tests is. */
const LONGEST_PAUSE_MS = 1_700;
/** What nobody can give up is a pause, however long: whoever sets a deadline takes it back when the call ends in time. */
const isPause = (ms: number, signal?: AbortSignal) => signal === undefined || ms <= LONGEST_PAUSE_MS;

interface Pause {
  readonly untilMs: number;
  end(): void;
}

/**
 * For a test file that runs commands on the real clock: pauses between calls take no time, and the clock goes on as if
 * they had, so that what begins and ends in between does so in the same order. The deadline of a real call stays one.
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
      isPause(ms, signal) ? pause(ms, signal) : sleep(ms, signal),
    );
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
