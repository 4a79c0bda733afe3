import { fullJitterMs } from './http/backoff.ts';
import { deadlineIn } from './http/deadline.ts';
import { networkFailure } from './http/network-failure.ts';
import type { Clock, Random } from './time.ts';

/** Tells a dead-man service outside that a sweep was complete. */
export interface Heartbeat {
  /** Gives the outcome; does not throw. @param signal gives up */
  beat(signal?: AbortSignal): Promise<HeartbeatOutcome>;
}

export type HeartbeatOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string };

export interface HeartbeatDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: typeof fetch;
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

async function callOnce(
  url: string,
  deps: HeartbeatDeps,
  outer?: AbortSignal,
): Promise<{ readonly problem: string | null; readonly retryable: boolean }> {
  const { signal, end } = deadlineIn(deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, outer);
  try {
    // a redirect would carry the secret address elsewhere
    const response = await (deps.fetch ?? fetch)(url, { redirect: 'manual', signal });
    await response.body?.cancel().catch(() => undefined);
    const { status, ok } = response;
    if (ok) return { problem: null, retryable: false };
    const advice = status >= 300 && status < 500 && status !== 429 ? '; check heartbeat.url' : '';
    return { problem: `the heartbeat service answered HTTP ${status}${advice}`, retryable: status >= 500 };
  } catch (error) {
    return { problem: `the heartbeat service could not be reached: ${networkFailure(error)}`, retryable: true };
  } finally {
    end();
  }
}
