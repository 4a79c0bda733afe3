import type { Random } from '../base/time.ts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Milliseconds to wait after a failed attempt, with full jitter: anywhere from 0 to a bound that doubles each time.
 * @param attempt the attempt that failed, from 1
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
 */
export function fullJitterMs(attempt: number, { baseMs, capMs }: Backoff, random: Random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}
