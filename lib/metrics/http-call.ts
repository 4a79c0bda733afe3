import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { fullJitterMs } from '../http/backoff.ts';
import { deadlineIn } from '../http/deadline.ts';
import { networkFailure } from '../http/network-failure.ts';
import { type Fetch, nodeFetch } from '../http/node-fetch.ts';
import { askedWaitMs } from '../http/retry-after.ts';
import { isWebPage } from '../http/web-page.ts';

/** Bounds of one publication. */
export interface HttpBounds {
  /** Of each request. */
  readonly attempts: number;
  readonly attemptTimeoutMs: number;
  /** All requests of a publication together. */
  readonly totalMs: number;
}

export const HTTP_BOUNDS: HttpBounds = { attempts: 3, attemptTimeoutMs: 5_000, totalMs: 15_000 };
const BACKOFF = { baseMs: 500, capMs: 4_000 };
/** More than any of these services answers. */
const MOST_ANSWER_BYTES = 200_000;
const OPENING_BYTES = 1_024;

/** What a backend that speaks HTTP is made with. */
export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly fetch?: Fetch;
  readonly bounds?: Partial<HttpBounds>;
  /** Gives one publication up before its bounds do. */
  readonly giveUp?: AbortSignal | undefined;
}

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: some proxy or login stands before the service. */
  readonly isWebPage: boolean;
  readonly body: Buffer;
}

export interface NoAnswer {
  readonly kind: 'unreachable';
  /** Follows the receiver's name: "could not be reached: it refused the connection (ECONNREFUSED)". */
  readonly problem: string;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One call, until the last byte of its answer. Redirects are not followed: they would carry keys elsewhere. Does not throw. */
export async function callOnce(
  { url, method, headers, body }: HttpRequest,
  timeoutMs: number,
  { clock, fetch: fetchIt = nodeFetch, giveUp }: Pick<HttpDeps, 'clock' | 'fetch' | 'giveUp'>,
): Promise<Answer | NoAnswer> {
  const { signal, end } = deadlineIn(timeoutMs, giveUp);
  const init = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
  try {
    const response = await fetchIt(url, { ...init, redirect: 'manual', signal });
    const { status, headers: answered } = response;
    const start = await startOf(response);
    return {
      kind: 'answered',
      status,
      retryAfterMs: askedWaitMs(status, answered, clock.nowUtc().toMillis()),
      isWebPage: isWebPage(answered.get('content-type'), start.toString('utf8', 0, OPENING_BYTES)),
      body: start,
    };
  } catch (error) {
    return { kind: 'unreachable', problem: `could not be reached: ${networkFailure(error)}` };
  } finally {
    end();
  }
}

async function startOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** What one try came to. */
export interface Outcome {
  readonly retryable: boolean;
  readonly retryAfterMs?: number | null;
  /** A clause without secrets; null when the service accepted. */
  readonly problem: string | null;
}

/**
 * Tries until the outcome is not worth another try, attempts or time are used up. Gives the last outcome.
 * @param endMs on the monotonic clock
 * @param event what a try that failed is called in the log
 */
export async function patiently<T extends Outcome>(
  tryOnce: (timeoutMs: number) => Promise<T>,
  endMs: number,
  event: string,
  { clock, log, random, bounds, giveUp }: HttpDeps,
): Promise<T> {
  const { attempts, attemptTimeoutMs } = { ...HTTP_BOUNDS, ...bounds };
  for (let attempt = 1; ; attempt += 1) {
    const leftMs = Math.max(1, endMs - clock.monotonicMs());
    const outcome = await tryOnce(Math.min(attemptTimeoutMs, leftMs));
    if (!outcome.retryable || attempt >= attempts || giveUp?.aborted) return outcome;
    const waitMs = Math.max(outcome.retryAfterMs ?? 0, fullJitterMs(attempt, BACKOFF, random));
    if (clock.monotonicMs() + waitMs >= endMs) return outcome;
    log.warn(event, { attempt, problem: outcome.problem, waitMs });
    // given up in between, the next try ends at once
    await clock.sleep(waitMs, giveUp).catch(() => undefined);
  }
}

/** When a publication that begins now has to end, on the monotonic clock. */
export function endOf({ clock, bounds }: HttpDeps): number {
  return clock.monotonicMs() + { ...HTTP_BOUNDS, ...bounds }.totalMs;
}
