import { fullJitterMs } from '../http/backoff.ts';
import { networkFailure } from '../http/network-failure.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Log } from '../log.ts';
import type { Clock, Random } from '../time.ts';

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

/** What a backend that speaks HTTP is made with. */
export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly fetch?: typeof fetch;
  readonly bounds?: Partial<HttpBounds>;
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
  { clock, fetch: fetchIt = fetch }: Pick<HttpDeps, 'clock' | 'fetch'>,
): Promise<Answer | NoAnswer> {
  const deadline = new AbortController();
  // not AbortSignal.timeout: its timer would outlive the answer, and a function is frozen with its timers
  const timer = setTimeout(() => deadline.abort(new DOMException('', 'TimeoutError')), timeoutMs);
  const init = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
  try {
    const response = await fetchIt(url, { ...init, redirect: 'manual', signal: deadline.signal });
    return {
      kind: 'answered',
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.nowUtc().toMillis()),
      isWebPage: /\bhtml\b/i.test(response.headers.get('content-type') ?? ''),
      body: await startOf(response),
    };
  } catch (error) {
    return { kind: 'unreachable', problem: `could not be reached: ${networkFailure(error)}` };
  } finally {
    clearTimeout(timer);
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

/** The work, or a TimeoutError after `ms`; for work that listens to no signal, such as a lookup of credentials. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('', 'TimeoutError')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
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
  { clock, log, random, bounds }: HttpDeps,
): Promise<T> {
  const { attempts, attemptTimeoutMs } = { ...HTTP_BOUNDS, ...bounds };
  for (let attempt = 1; ; attempt += 1) {
    const leftMs = Math.max(1, endMs - clock.monotonicMs());
    const outcome = await tryOnce(Math.min(attemptTimeoutMs, leftMs));
    if (!outcome.retryable || attempt >= attempts) return outcome;
    const waitMs = Math.max(outcome.retryAfterMs ?? 0, fullJitterMs(attempt, BACKOFF, random));
    if (clock.monotonicMs() + waitMs >= endMs) return outcome;
    log.warn(event, { attempt, problem: outcome.problem, waitMs });
    await clock.sleep(waitMs);
  }
}

/** When a publication that begins now has to end, on the monotonic clock. */
export function endOf({ clock, bounds }: HttpDeps): number {
  return clock.monotonicMs() + { ...HTTP_BOUNDS, ...bounds }.totalMs;
}
