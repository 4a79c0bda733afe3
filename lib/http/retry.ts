import type { Clock, Random } from '../base/time.ts';

/** Bounds of the wait after a failed attempt: it doubles each time. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Why an outcome deserves another attempt. */
export interface Again {
  /** How long the server asks us to wait; null when it does not ask. */
  readonly wishMs?: number | null | undefined;
  /** Replaces the backoff of all attempts. */
  readonly backoff?: Backoff;
}

export interface RetryBounds {
  readonly clock: Clock;
  readonly random: Random;
  /** Including the first. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** On the monotonic clock: no attempt starts later than this. */
  readonly endMs?: number;
  readonly giveUp?: AbortSignal | undefined;
}

/** A failed attempt and what happens next. */
export interface Failed<T> {
  readonly attempt: number;
  readonly outcome: T;
  readonly waitMs: number;
}

/**
 * Repeats an attempt until its outcome is final, attempts or time run out, or the caller aborts. Waits as long as the
 * server asks, and at least a random backoff. Returns the last outcome. When aborted during a wait, the next attempt is
 * still made: it ends at once and reports the reason.
 * @param again null when the outcome is final
 * @param onFailed called before each wait
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
