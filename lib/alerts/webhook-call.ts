import { deadlineIn } from '../http/deadline.ts';
import { networkFailure } from '../http/network-failure.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Log } from '../log.ts';
import type { Clock, Random } from '../time.ts';
import type { SendResult } from './channel.ts';
import type { Language, TextTemplates } from './text/compose.ts';

/** What a channel that speaks HTTP is made with. */
export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  readonly language: Language;
  readonly templates?: TextTemplates;
  readonly fetch?: typeof fetch;
  /** Of one call. Default: 10 seconds. */
  readonly attemptTimeoutMs?: number;
}

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** Null without a `Retry-After`; at most an hour, lest a page waits for ever on a receiver's mistake. */
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: some proxy or login stands before the receiver. */
  readonly isWebPage: boolean;
  /** The start of the body, when it was asked for and came in time; else empty. */
  readonly text: string;
}

export interface NoAnswer {
  readonly kind: 'unreachable';
  /** Follows the receiver's name: "could not be reached: it refused the connection (ECONNREFUSED)". */
  readonly problem: string;
}

export const ATTEMPT_TIMEOUT_MS = 10_000;
const LONGEST_WISH_MS = 3_600_000;
const TEXT_BYTES = 1_000_000;

/**
 * One call with a deadline. Redirects are not followed: they would carry the message, and perhaps its key, elsewhere.
 * Does not throw, whatever fails.
 * @param init its signal gives the call up before its deadline
 * @param reads of which answers the body is read; a body that nobody needs could keep a sweep waiting
 */
export async function call(
  url: string,
  init: RequestInit,
  reads: 'nothing' | 'failures' | 'everything',
  deps: Pick<ChannelDeps, 'clock' | 'fetch' | 'attemptTimeoutMs'>,
): Promise<Answer | NoAnswer> {
  const { signal, end } = deadlineIn(deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, init.signal ?? undefined);
  try {
    const response = await (deps.fetch ?? fetch)(url, { ...init, redirect: 'manual', signal });
    const isWanted = reads === 'everything' || (reads === 'failures' && response.status >= 300);
    const wishMs = retryAfterMs(response.headers.get('retry-after'), deps.clock.nowUtc().toMillis());
    return {
      kind: 'answered',
      status: response.status,
      retryAfterMs: wishMs === null ? null : Math.min(wishMs, LONGEST_WISH_MS),
      isWebPage: /\bhtml\b/i.test(response.headers.get('content-type') ?? ''),
      text: isWanted ? await startOf(response) : await dropped(response),
    };
  } catch (error) {
    return { kind: 'unreachable', problem: `could not be reached: ${networkFailure(error)}` };
  } finally {
    end();
  }
}

/** The status was said already, so a body that breaks off or never ends changes nothing. */
async function startOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= TEXT_BYTES) break;
    }
  } catch {
    // what came is all there is
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Unread, it would hold the socket. */
async function dropped(response: Response): Promise<string> {
  await response.body?.cancel().catch(() => undefined);
  return '';
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
