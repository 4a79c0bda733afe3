import type { Clock, Random } from '../base/time.ts';
import { type Answer, ask, type NoAnswer } from '../http/ask.ts';
import { OPENING } from '../http/body.ts';
import type { Call } from '../http/call.ts';
import { withRetries } from '../http/retry.ts';
import { WEB_PAGE } from '../http/web-page.ts';

/** Tells an external dead-man service that a sweep was complete. */
export interface Heartbeat {
  /** Returns the outcome; does not throw. @param signal aborts the call */
  beat(signal?: AbortSignal): Promise<HeartbeatOutcome>;
}

export type HeartbeatOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string };

export interface HeartbeatDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly call?: Call;
  /** Time for one call. Default: 4 seconds. */
  readonly attemptTimeoutMs?: number;
}

const ATTEMPTS = 2;
const ATTEMPT_TIMEOUT_MS = 4_000;
const BACKOFF = { baseMs: 500, capMs: 1_000 };

/**
 * A heartbeat by GET, as used by healthchecks.io and similar services. Silence raises the alarm, so it is only called
 * after a complete sweep. The address is secret and appears in no problem.
 */
export function createHeartbeat(url: string, deps: HeartbeatDeps): Heartbeat {
  const { clock, random, call, attemptTimeoutMs: timeoutMs = ATTEMPT_TIMEOUT_MS } = deps;
  return {
    async beat(giveUp) {
      const attempt = async () =>
        judge(await ask({ url, method: 'GET' }, { clock, timeoutMs, giveUp, call, reads: OPENING }));
      const again = ({ retryable }: Attempt) => (retryable ? {} : null);
      const bounds = { clock, random, attempts: ATTEMPTS, backoff: BACKOFF, giveUp };
      const { problem } = await withRetries(attempt, again, bounds);
      return problem === null ? { ok: true } : { ok: false, problem };
    },
  };
}

interface Attempt {
  /** Null when it was received. */
  readonly problem: string | null;
  readonly retryable: boolean;
}

/** A heartbeat that only seems to have arrived would hide that nobody is watching. */
function judge(answer: Answer | NoAnswer): Attempt {
  if (answer.kind === 'unreachable') return { problem: `the heartbeat service ${answer.problem}`, retryable: true };
  const { status, isWebPage, text } = answer;
  const said = `the heartbeat service answered HTTP ${status}`;
  const deaf = (problem: string): Attempt => ({ problem: `${problem}; check heartbeat.url`, retryable: false });
  if (status === 511) return deaf(`${said}: the network wants a login`);
  if (status < 200 || status >= 300) {
    return status >= 300 && status < 500 && status !== 429 ? deaf(said) : { problem: said, retryable: status >= 500 };
  }
  if (isWebPage) return deaf(`${said} ${WEB_PAGE}`);
  const refusal = REFUSALS.find(({ words }) => words.test(text));
  return refusal ? deaf(`${said}, but ${refusal.means}`) : { problem: null, retryable: false };
}

/**
 * Phrases that refuse a heartbeat despite HTTP 200. Sources: healthchecks.io, "Pinging API" (for addresses with a
 * UUID); Uptime Kuma, push monitors.
 */
const REFUSALS = [
  { words: /^\s*OK \(not found\)/i, means: 'does not know this address' },
  { words: /^\s*OK \(rate limited\)/i, means: 'is called too often and did not count this' },
  { words: /^\s*\{\s*"ok"\s*:\s*false/, means: 'did not accept the heartbeat' },
];
