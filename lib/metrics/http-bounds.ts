import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { type Answer, ask, type NoAnswer } from '../http/ask.ts';
import type { BodyBounds } from '../http/body.ts';
import type { Call, HttpRequest } from '../http/call.ts';
import { withRetries } from '../http/retry.ts';

/** Bounds of one publication. */
export interface HttpBounds {
  /** For each request. */
  readonly attempts: number;
  readonly attemptTimeoutMs: number;
  /** For all requests of a publication together. */
  readonly totalMs: number;
}

export const HTTP_BOUNDS: HttpBounds = { attempts: 3, attemptTimeoutMs: 5_000, totalMs: 15_000 };
const BACKOFF = { baseMs: 500, capMs: 4_000 };
/** More than any of these services sends in an answer. */
const ANSWER: BodyBounds = { mostBytes: 200_000, longer: 'cut', broken: 'refused' };

/** The dependencies of a backend that speaks HTTP. */
export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly call?: Call;
  readonly bounds?: Partial<HttpBounds>;
  /** Aborts one publication before its bounds do. */
  readonly giveUp?: AbortSignal | undefined;
}

/** One call of a backend. Does not throw. */
export function askBackend(
  request: HttpRequest,
  timeoutMs: number,
  { clock, call, giveUp }: Pick<HttpDeps, 'clock' | 'call' | 'giveUp'>,
): Promise<Answer | NoAnswer> {
  return ask(request, { clock, timeoutMs, giveUp, call, reads: ANSWER });
}

/** The result of one attempt. */
export interface Outcome {
  readonly retryable: boolean;
  readonly retryAfterMs?: number | null;
  /** A clause without secrets; null when the service accepted. */
  readonly problem: string | null;
}

/**
 * Repeats until the outcome is final, or until attempts or time run out. Returns the last outcome.
 * @param endMs on the monotonic clock
 * @param event the log event of a failed attempt
 */
export function patiently<T extends Outcome>(
  tryOnce: (timeoutMs: number) => Promise<T>,
  endMs: number,
  event: string,
  { clock, log, random, bounds, giveUp }: HttpDeps,
): Promise<T> {
  const { attempts, attemptTimeoutMs } = { ...HTTP_BOUNDS, ...bounds };
  return withRetries(
    () => tryOnce(Math.min(attemptTimeoutMs, Math.max(1, endMs - clock.monotonicMs()))),
    ({ retryable, retryAfterMs }) => (retryable ? { wishMs: retryAfterMs } : null),
    { clock, random, attempts, backoff: BACKOFF, endMs, giveUp },
    ({ attempt, outcome, waitMs }) => log.warn(event, { attempt, problem: outcome.problem, waitMs }),
  );
}

/** The time by which a publication that starts now has to end, on the monotonic clock. */
export function endOf({ clock, bounds }: HttpDeps): number {
  return clock.monotonicMs() + { ...HTTP_BOUNDS, ...bounds }.totalMs;
}
