import type { Clock } from '../../lib/base/time.ts';

/**
 * The clock of a process that dies at this moment of the clock's monotonic time: no sleep that would end later ends at all, and
 * since everything that the process does takes time, it does nothing more. What is given up before still is.
 */
export function mortalClock(clock: Clock, diesAtMs: number): Clock {
  return {
    nowUtc: () => clock.nowUtc(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms, signal) => (clock.monotonicMs() + ms < diesAtMs ? clock.sleep(ms, signal) : untilGivenUp(signal)),
  };
}

function untilGivenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
