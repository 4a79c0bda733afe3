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
  const calls = new PacedCalls(settings, deps);
  return {
    counts: calls.counts,
    memory: () => calls.memory,
    listRelayTasks: (request, signal) =>
      calls.make('DescribeLivePullToPushList', (trip) => api.listRelayTasks(request, signal, trip), signal),
    describeRelayTask: (request, signal) =>
      calls.make('DescribeLivePullToPush', (trip) => api.describeRelayTask(request, signal, trip), signal),
  };
}

/** All tries of one sweep: in turn, counted, and made again where that may help. */
class PacedCalls {
  readonly counts: CallCounts = { calls: 0, throttled: 0, errorsByCode: new Map() };
  readonly #deps: PacedDeps;
  readonly #pacers: Readonly<Record<LiveOperation, Pacer>>;

  constructor(settings: PacerSettings, deps: PacedDeps) {
    this.#deps = deps;
    const pacerOf = (operation: LiveOperation) =>
      new Pacer(settings, deps.clock, deps.memory ? (deps.memory[operation] ?? NOBODY_BEFORE) : undefined);
    this.#pacers = {
      DescribeLivePullToPushList: pacerOf('DescribeLivePullToPushList'),
      DescribeLivePullToPush: pacerOf('DescribeLivePullToPush'),
    };
  }

  get memory(): Readonly<Record<LiveOperation, PacerMemory>> {
    return {
      DescribeLivePullToPushList: this.#pacers.DescribeLivePullToPushList.memory,
      DescribeLivePullToPush: this.#pacers.DescribeLivePullToPush.memory,
    };
  }

  async make<T>(operation: LiveOperation, call: PacedCall<T>, signal?: AbortSignal): Promise<T> {
    const { clock, random, log, retry = DEFAULT_RETRY } = this.#deps;
    const backoff: Backoff = { baseMs: retry.firstWaitMs, capMs: retry.longestWaitMs };
    const last = await withRetries(
      () => this.#try(operation, call, signal),
      // what Live wishes for is the pacer's: it holds for all calls
      ({ error }) => (error?.facts.retryable ? {} : null),
      { clock, random, attempts: retry.attempts, backoff, giveUp: signal },
      ({ attempt, outcome: { error }, waitMs }) => {
        const facts = { reason: error?.reason, code: error?.facts.code, attempt, waitMs: Math.round(waitMs) };
        log.debug('live_call_retried', facts);
      },
    );
    if (last.error) throw last.error;
    return last.value;
  }

  async #try<T>(operation: LiveOperation, call: PacedCall<T>, signal?: AbortSignal): Promise<Try<T>> {
    const counted: PacedCall<T> = (trip) => {
      this.counts.calls += 1;
      return call(trip);
    };
    try {
      return { value: await this.#pacers[operation].run(counted, endOf, signal) };
    } catch (error) {
      if (!(error instanceof LiveApiError)) throw error;
      this.#count(error);
      return { error };
    }
  }

  #count(error: LiveApiError): void {
    const { errorsByCode } = this.counts;
    if (error.reason === 'throttled') this.counts.throttled += 1;
    errorsByCode.set(error.metricCode, (errorsByCode.get(error.metricCode) ?? 0) + 1);
  }
}

type PacedCall<T> = (trip: CallTrip) => Promise<T>;

/** What one paced try came to. */
type Try<T> = { readonly value: T; readonly error?: never } | { readonly error: LiveApiError };

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
