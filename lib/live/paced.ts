import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { type Backoff, withRetries } from '../http/retry.ts';
import type { PacerMemory } from '../monitor/reading-memory.ts';
import type { CallTrip } from './call-trip.ts';
import type { LiveApi, LiveOperation } from './client.ts';
import { LiveApiError } from './errors.ts';
import { type CallEnd, Pacer, type PacerSettings } from './pacer.ts';
import { NOBODY_BEFORE } from './pacer-memory.ts';

/** What all tries of one sweep came to. */
export interface CallCounts {
  /** Tries sent, retries included. */
  calls: number;
  throttled: number;
  retries: number;
  /** Failed tries by Live's code, or by our reason where there was none. */
  readonly errorsByCode: Map<string, number>;
}

export interface RetrySettings {
  /** Tries of one call, the first included. */
  readonly attempts: number;
  /** Upper bound of the first wait; doubles each time. The wait is chance between 0 and it (full jitter). */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** However long Live asks us to stay away; its own command line stops at the same. */
const LONGEST_PAUSE_MS = 60_000;

export const DEFAULT_RETRY: RetrySettings = { attempts: 5, firstWaitMs: 200, longestWaitMs: 5_000 };

export interface PacedLive extends LiveApi {
  readonly counts: CallCounts;
  /** For the next sweep: what was learned of the network, and which calls were the last, by operation. */
  memory(): Readonly<Record<LiveOperation, PacerMemory>>;
}

interface PacedDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Of the sweep before; an operation that is not in it was never called. None when nobody knows who called before. */
  readonly memory?: Partial<Readonly<Record<LiveOperation, PacerMemory>>> | null;
  readonly retry?: RetrySettings | undefined;
}

/**
 * A Live API that never calls faster than allowed and tries again what may succeed. Live counts each operation by itself,
 * over all regions, so there is one pacer an operation. Every try takes its turn at the pacer.
 */
export function pacedLive(api: LiveApi, settings: PacerSettings, deps: PacedDeps): PacedLive {
  const { clock, random, log, retry = DEFAULT_RETRY } = deps;
  const counts: CallCounts = { calls: 0, throttled: 0, retries: 0, errorsByCode: new Map() };
  const pacerOf = (operation: LiveOperation) =>
    new Pacer(settings, clock, deps.memory ? (deps.memory[operation] ?? NOBODY_BEFORE) : undefined);
  const pacers: Record<LiveOperation, Pacer> = {
    DescribeLivePullToPushList: pacerOf('DescribeLivePullToPushList'),
    DescribeLivePullToPush: pacerOf('DescribeLivePullToPush'),
  };

  async function attemptOnce<T>(
    operation: LiveOperation,
    call: (trip: CallTrip) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<Attempt<T>> {
    const counted = (trip: CallTrip) => {
      counts.calls += 1;
      return call(trip);
    };
    try {
      return { value: await pacers[operation].run(counted, endOf, signal) };
    } catch (error) {
      if (!(error instanceof LiveApiError)) throw error;
      count(error);
      return { error };
    }
  }

  async function patiently<T>(
    operation: LiveOperation,
    call: (trip: CallTrip) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const attempt = await withRetries(
      () => attemptOnce(operation, call, signal),
      // what Live wishes for is the pacer's: it holds for all calls
      ({ error }) => (error?.facts.retryable ? {} : null),
      { clock, random, attempts: retry.attempts, backoff: backoffOf(retry), giveUp: signal },
      ({ attempt, outcome: { error }, waitMs }) => {
        counts.retries += 1;
        const facts = { reason: error?.reason, code: error?.facts.code, attempt, waitMs: Math.round(waitMs) };
        log.debug('live_call_retried', facts);
      },
    );
    if (attempt.error) throw attempt.error;
    return attempt.value;
  }

  function count(error: LiveApiError): void {
    if (error.reason === 'throttled') counts.throttled += 1;
    counts.errorsByCode.set(error.metricCode, (counts.errorsByCode.get(error.metricCode) ?? 0) + 1);
  }

  return {
    counts,
    memory: () => ({
      DescribeLivePullToPushList: pacers.DescribeLivePullToPushList.memory,
      DescribeLivePullToPush: pacers.DescribeLivePullToPush.memory,
    }),
    listRelayTasks: (request, signal) =>
      patiently('DescribeLivePullToPushList', (trip) => api.listRelayTasks(request, signal, trip), signal),
    describeRelayTask: (request, signal) =>
      patiently('DescribeLivePullToPush', (trip) => api.describeRelayTask(request, signal, trip), signal),
  };
}

/** What one paced try came to. */
type Attempt<T> = { readonly value: T; readonly error?: never } | { readonly error: LiveApiError };

function backoffOf({ firstWaitMs, longestWaitMs }: RetrySettings): Backoff {
  return { baseMs: firstWaitMs, capMs: longestWaitMs };
}

function endOf({ error }: { readonly error?: unknown }): CallEnd {
  if (error === undefined) return { answered: true, throttled: false };
  if (!(error instanceof LiveApiError)) return { answered: false, connectionLost: false };
  if (!error.facts.answered) return { answered: false, connectionLost: error.reason === 'network' };
  const { retryAfterMs } = error.facts;
  return {
    answered: true,
    throttled: error.reason === 'throttled',
    ...(retryAfterMs === null ? {} : { retryAfterMs: Math.min(retryAfterMs, LONGEST_PAUSE_MS) }),
  };
}
