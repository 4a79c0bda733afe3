import type { Clock, Random } from '../base/time.ts';

/** Bounds of the wait after a failed attempt: it doubles each time. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Why an outcome is worth another attempt. */
export interface Again {
  /** What the server asks to wait, as told; null when it asks nothing. */
  readonly wishMs?: number | null | undefined;
  /** Instead of the one of all attempts. */
  readonly backoff?: Backoff;
}

export interface RetryBounds {
  readonly clock: Clock;
  readonly random: Random;
  /** The first included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** On the monotonic clock: no attempt begins later. */
  readonly endMs?: number;
  readonly giveUp?: AbortSignal | undefined;
}

/** An attempt that failed, and what comes of it. */
export interface Failed<T> {
  readonly attempt: number;
  readonly outcome: T;
  readonly waitMs: number;
}

/**
 * Attempts until the outcome is not worth another, or attempts or time are used up, or it is given up. Waits as long as
 * the server asks, and at least by chance. Gives the last outcome; given up in a wait, the next attempt is made all the
 * same, since it ends at once and knows why.
 * @param again null when the outcome is final
 * @param onFailed told before each wait
 */
export async function withRetries<T>(
  attemptOnce: (attempt: number) => Promise<T>,
  again: (outcome: T) => Again | null,
  { clock, random, attempts, backoff, endMs = Number.POSITIVE_INFINITY, giveUp }: RetryBounds,
  onFailed: (failed: Failed<T>) => void = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(attempt);
    const reason = again(outcome);
    if (reason === null || attempt >= attempts || giveUp?.aborted) return outcome;
    const waitMs = Math.max(reason.wishMs ?? 0, fullJitterMs(attempt, reason.backoff ?? backoff, random));
    if (clock.monotonicMs() + waitMs >= endMs) return outcome;
    onFailed({ attempt, outcome, waitMs });
    await clock.sleep(waitMs, giveUp).catch(() => undefined);
  }
}

/**
 * Milliseconds to wait after a failed attempt, with full jitter: anywhere from 0 to a bound that doubles each time.
 * @param attempt the attempt that failed, from 1
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
 */
export function fullJitterMs(attempt: number, { baseMs, capMs }: Backoff, random: Random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}
