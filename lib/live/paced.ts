import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { type Backoff, withRetries } from '../http/retry.ts';
import type { PacerMemory } from '../monitor/reading-memory.ts';
import type { CallTrip } from './call-trip.ts';
import type { LiveApi, LiveOperation } from './client.ts';
import { LiveApiError } from './errors.ts';
import { type CallEnd, Pacer, type PacerSettings } from './pacer.ts';
import { NOBODY_BEFORE } from './pacer-memory.ts';

/** Counts over all attempts of one sweep. */
export interface CallCounts {
  /** Attempts that were sent, retries included. */
  calls: number;
  throttled: number;
  /** Failed attempts by Live's code, or by our own reason where there was none. */
  readonly errorsByCode: Map<string, number>;
}

export interface RetrySettings {
  /** Attempts for one call, including the first. */
  readonly attempts: number;
  /**
   * Upper bound of the first wait; it doubles each time. The actual wait is random between 0 and the bound (full
   * jitter).
   */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** The longest pause we accept, whatever Live asks for; Alibaba Cloud's own CLI has the same limit. */
const LONGEST_PAUSE_MS = 60_000;

export const DEFAULT_RETRY: RetrySettings = { attempts: 5, firstWaitMs: 200, longestWaitMs: 5_000 };

export interface PacedLive extends LiveApi {
  readonly counts: CallCounts;
  /** For the next sweep: what was learned about the network, and the latest calls, by operation. */
  memory(): Readonly<Record<LiveOperation, PacerMemory>>;
}

export interface PacedDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /**
   * From the previous sweep; an operation that is not in it was never called. Absent when it is unknown whether
   * somebody called before.
   */
  readonly memory?: Partial<Readonly<Record<LiveOperation, PacerMemory>>> | null;
  readonly retry?: RetrySettings | undefined;
}

/**
 * A Live API that never exceeds the allowed rate and retries what may succeed. Live counts each operation separately,
 * over all regions, so there is one pacer per operation. Every attempt goes through the pacer.
 */
export function pacedLive(api: LiveApi, settings: PacerSettings, deps: PacedDeps): PacedLive {
  const calls = new PacedCalls(OPERATIONS, settings, deps);
  return {
    counts: calls.counts,
    memory: () => ({
      DescribeLivePullToPushList: calls.memoryOf('DescribeLivePullToPushList'),
      DescribeLivePullToPush: calls.memoryOf('DescribeLivePullToPush'),
    }),
    listRelayTasks: (request, signal) =>
      calls.make('DescribeLivePullToPushList', (trip) => api.listRelayTasks(request, signal, trip), signal),
    describeRelayTask: (request, signal) =>
      calls.make('DescribeLivePullToPush', (trip) => api.describeRelayTask(request, signal, trip), signal),
  };
}

const OPERATIONS = ['DescribeLivePullToPushList', 'DescribeLivePullToPush'] as const;

/** All attempts of one sweep or command: paced for each operation by itself, counted, and repeated where that may help. */
export class PacedCalls<Operation extends string> {
  readonly counts: CallCounts = { calls: 0, throttled: 0, errorsByCode: new Map() };
  readonly #deps: PacedDeps;
  readonly #pacerOf: (operation: Operation) => Pacer;

  constructor(operations: readonly Operation[], settings: PacerSettings, deps: PacedDeps) {
    this.#deps = deps;
    const memory: Readonly<Record<string, PacerMemory | undefined>> | null = deps.memory ?? null;
    const made = (operation: Operation) =>
      new Pacer(settings, deps.clock, memory ? (memory[operation] ?? NOBODY_BEFORE) : undefined);
    const pacers = new Map(operations.map((operation) => [operation, made(operation)]));
    this.#pacerOf = (operation) => {
      const pacer = pacers.get(operation);
      if (pacer === undefined) throw new RangeError(`there is no pacer for ${operation}`);
      return pacer;
    };
  }

  memoryOf(operation: Operation): PacerMemory {
    return this.#pacerOf(operation).memory;
  }

  async make<T>(operation: Operation, call: PacedCall<T>, signal?: AbortSignal): Promise<T> {
    const { clock, random, log, retry = DEFAULT_RETRY } = this.#deps;
    const backoff: Backoff = { baseMs: retry.firstWaitMs, capMs: retry.longestWaitMs };
    const last = await withRetries(
      () => this.#try(operation, call, signal),
      // the wait that Live asks for is left to the pacer, since it applies to all calls
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

  async #try<T>(operation: Operation, call: PacedCall<T>, signal?: AbortSignal): Promise<Try<T>> {
    const counted: PacedCall<T> = (trip) => {
      this.counts.calls += 1;
      return call(trip);
    };
    try {
      return { value: await this.#pacerOf(operation).run(counted, endOf, signal) };
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

/** The result of one paced attempt. */
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
