import type { Clock, Random } from '../base/time.ts';
import { fullJitterMs } from '../http/backoff.ts';
import { deadlineIn } from '../http/deadline.ts';
import { networkFailure } from '../http/network-failure.ts';
import { type Fetch, nodeFetch } from '../http/node-fetch.ts';
import { type Opening, openingOf } from '../http/opening.ts';
import { isWebPage, WEB_PAGE } from '../http/web-page.ts';

/** Tells a dead-man service outside that a sweep was complete. */
export interface Heartbeat {
  /** Gives the outcome; does not throw. @param signal gives up */
  beat(signal?: AbortSignal): Promise<HeartbeatOutcome>;
}

export type HeartbeatOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string };

export interface HeartbeatDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: Fetch;
  /** Of one call. Default: 4 seconds. */
  readonly attemptTimeoutMs?: number;
}

const ATTEMPTS = 2;
const ATTEMPT_TIMEOUT_MS = 4_000;
const BACKOFF = { baseMs: 500, capMs: 1_000 };

/**
 * A heartbeat by GET, as healthchecks.io and its like take it: silence is what raises the alarm, so this is called after
 * a complete sweep and never else. The address is a secret, and is in no problem.
 */
export function createHeartbeat(url: string, deps: HeartbeatDeps): Heartbeat {
  return {
    async beat(signal) {
      for (let attempt = 1; ; attempt += 1) {
        const { problem, retryable } = await callOnce(url, deps, signal);
        if (problem === null) return { ok: true };
        if (!retryable || attempt >= ATTEMPTS || signal?.aborted) return { ok: false, problem };
        // given up in between, the next try ends at once
        await deps.clock.sleep(fullJitterMs(attempt, BACKOFF, deps.random), signal).catch(() => undefined);
      }
    },
  };
}

interface Attempt {
  /** Null when it was heard. */
  readonly problem: string | null;
  readonly retryable: boolean;
}

async function callOnce(url: string, deps: HeartbeatDeps, outer?: AbortSignal): Promise<Attempt> {
  const { signal, end } = deadlineIn(deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, outer);
  try {
    // a redirect would carry the secret address elsewhere
    const response = await (deps.fetch ?? nodeFetch)(url, { redirect: 'manual', signal });
    return judge(response, await openingOf(response));
  } catch (error) {
    return { problem: `the heartbeat service could not be reached: ${networkFailure(error)}`, retryable: true };
  } finally {
    end();
  }
}

/** A heartbeat that only seems heard would hide that the dead-man service waits for nobody. */
function judge({ status, headers }: Response, { text, isWhole }: Opening): Attempt {
  const said = `the heartbeat service answered HTTP ${status}`;
  const deaf = (problem: string): Attempt => ({ problem: `${problem}; check heartbeat.url`, retryable: false });
  if (status === 511) return deaf(`${said}: the network wants a login`);
  if (status < 200 || status >= 300) {
    return status >= 300 && status < 500 && status !== 429 ? deaf(said) : { problem: said, retryable: status >= 500 };
  }
  if (isWebPage(headers.get('content-type'), text, isWhole)) return deaf(`${said} ${WEB_PAGE}`);
  const refusal = REFUSALS.find(({ words }) => words.test(text));
  return refusal ? deaf(`${said}, but ${refusal.means}`) : { problem: null, retryable: false };
}

/**
 * Words that come with HTTP 200 all the same. Sources: healthchecks.io, "Pinging API" (for addresses with a UUID); Uptime
 * Kuma, push monitors.
 */
const REFUSALS = [
  { words: /^\s*OK \(not found\)/i, means: 'does not know this address' },
  { words: /^\s*OK \(rate limited\)/i, means: 'is called too often and did not count this' },
  { words: /^\s*\{\s*"ok"\s*:\s*false/, means: 'did not accept the heartbeat' },
];
