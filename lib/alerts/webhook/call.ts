import type { Log } from '../../base/log.ts';
import type { Clock, Random } from '../../base/time.ts';
import { deadlineIn } from '../../http/deadline.ts';
import { networkFailure } from '../../http/network-failure.ts';
import { type Fetch, nodeFetch } from '../../http/node-fetch.ts';
import { type Opening, openingOf } from '../../http/opening.ts';
import { askedWaitMs } from '../../http/retry-after.ts';
import { isWebPage } from '../../http/web-page.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import type { Language, TextTemplates } from '../text/compose.ts';

/** What a channel that speaks HTTP is made with. */
export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  readonly language: Language;
  readonly templates?: TextTemplates;
  readonly fetch?: Fetch;
  /** Of one call. Default: 10 seconds. */
  readonly attemptTimeoutMs?: number;
}

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** What the receiver asks to wait, as told; null when it asks nothing. */
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: some proxy or login stands before the receiver. */
  readonly isWebPage: boolean;
  /** The body as far as it was asked for and came in time. */
  readonly text: string;
}

export interface NoAnswer {
  readonly kind: 'unreachable';
  /** Follows the receiver's name: "could not be reached: it refused the connection (ECONNREFUSED)". */
  readonly problem: string;
}

export const ATTEMPT_TIMEOUT_MS = 10_000;
const TEXT_BYTES = 1_000_000;

/**
 * One call with a deadline. Redirects are not followed: they would carry the message, and perhaps its key, elsewhere.
 * Does not throw, whatever fails.
 * @param init its signal gives the call up before its deadline
 * @param reads how much of the body; one that nobody needs could keep a sweep waiting
 */
export async function call(
  url: string,
  init: RequestInit,
  reads: 'opening' | 'everything',
  deps: Pick<ChannelDeps, 'clock' | 'fetch' | 'attemptTimeoutMs'>,
): Promise<Answer | NoAnswer> {
  const { signal, end } = deadlineIn(deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, init.signal ?? undefined);
  try {
    const response = await (deps.fetch ?? nodeFetch)(url, { ...init, redirect: 'manual', signal });
    const { text, isWhole } = reads === 'everything' ? await bodyOf(response) : await openingOf(response);
    return {
      kind: 'answered',
      status: response.status,
      retryAfterMs: askedWaitMs(response.status, response.headers, deps.clock.nowUtc().toMillis()),
      isWebPage: isWebPage(response.headers.get('content-type'), text, isWhole),
      text,
    };
  } catch (error) {
    return { kind: 'unreachable', problem: `could not be reached: ${networkFailure(error)}` };
  } finally {
    end();
  }
}

/** The status was said already, so a body that breaks off or never ends is read as far as it came. */
async function bodyOf(response: Response): Promise<Opening> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= TEXT_BYTES) break;
    }
  } catch {
    isWhole = false;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isWhole };
}

/** `the webhook "night shift"`: how problems call a channel. */
export function labelOf(what: string, name: string | undefined): string {
  return name === undefined ? what : `${what} ${JSON.stringify(name)}`;
}

/**
 * A send that does not throw. What a template or a library throws may quote anything, so only its name is told; the
 * message is kept, since the next release or configuration may mend it.
 */
export async function guarded(label: string, log: Log, work: () => Promise<SendResult>): Promise<SendResult> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log.error('alert_channel_failed', { channel: label, error: name });
    return { ok: false, problem: `${label}: the message could not be made (${name})`, retryable: true };
  }
}
