import type { Clock } from '../../lib/base/time.ts';
import { callTimedOut } from '../../lib/live/call-errors.ts';
import type { CallTrip } from '../../lib/live/call-trip.ts';
import type { LiveApi, LiveOperation } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import { RateLimit } from '../../stand-ins/live/rate-limit.ts';
import { ArrivalLog, type OperationStats } from '../../stand-ins/live/stats.ts';
import { drawTrip, type Model } from './model.ts';
import { placeIn, type RelayLists } from './relays.ts';
import { type Stop, stoppedAt } from './stops.ts';

/** When a region does not answer, on the clock's monotonic time. */
export interface Outage {
  readonly region: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How long our client waits for an answer by default (`live.callTimeoutSeconds`). */
const CALL_TIMEOUT_MS = 10_000;
/** A connection that was idle for so long is not used again: lib/http/steady-agents.ts. */
const KEPT_MS = 10_000;

export interface ServiceParts {
  readonly lists: RelayLists;
  readonly stops: readonly Stop[];
  readonly outage: Outage | null;
  readonly model: Pick<Model, 'qps' | 'latency' | 'trips' | 'connectTrips'>;
  readonly random: () => number;
}

/** Live as one account sees it: its lists as they are when a call arrives, and its limit of calls a second. */
export class LiveService {
  readonly #parts: ServiceParts;
  readonly #arrivals = { DescribeLivePullToPushList: new ArrivalLog(), DescribeLivePullToPush: new ArrivalLog() };
  readonly #limits: Readonly<Record<LiveOperation, RateLimit>>;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    const limit = () => new RateLimit({ qps: parts.model.qps, window: 'sliding', throttledCount: true });
    this.#limits = { DescribeLivePullToPushList: limit(), DescribeLivePullToPush: limit() };
  }

  /** Of both operations together; the busiest second is that of one of them, as each has a limit of its own. */
  stats(): Pick<OperationStats, 'calls' | 'throttled' | 'mostInAnySecond'> {
    const [lists, single] = Object.values(this.#arrivals).map((one) => one.summary());
    const sum = (of: 'calls' | 'throttled') => (lists?.[of] ?? 0) + (single?.[of] ?? 0);
    const most = Math.max(lists?.mostInAnySecond ?? 0, single?.mostInAnySecond ?? 0);
    return { calls: sum('calls'), throttled: sum('throttled'), mostInAnySecond: most };
  }

  /** A client of one process, which opens its own connections. @param clock that of the process */
  client(clock: Clock): LiveApi {
    const idleSince = new Map<string, number[]>();
    const call = async <T>(
      action: LiveOperation,
      region: string,
      answer: () => T,
      signal?: AbortSignal,
      trip?: CallTrip,
    ) => {
      const { random, model } = this.#parts;
      const { thereMs, backMs } = drawTrip(model, random);
      const idle = idleSince.get(region) ?? [];
      idleSince.set(region, idle);
      const keptMs = idle.pop();
      const isKept = keptMs !== undefined && clock.monotonicMs() - keptMs < KEPT_MS;
      if (!isKept) await clock.sleep(model.connectTrips * model.latency.rttMs, signal);
      trip?.written(isKept ? 'kept' : 'new');
      await clock.sleep(thereMs, signal);
      const waitMs = await this.#arrived(action, region, clock, signal);
      const answered = waitMs === undefined ? { body: answer() } : throttledBy(action, region, waitMs);
      await clock.sleep(backMs, signal);
      trip?.heard();
      idle.push(clock.monotonicMs());
      if (answered instanceof LiveApiError) throw answered;
      return answered.body;
    };
    return {
      listRelayTasks: ({ region, pageNumber = 1, pageSize = 100 }, signal, trip) =>
        call(
          'DescribeLivePullToPushList',
          region,
          () => {
            const { lists, stops } = this.#parts;
            const stopped = stoppedAt(stops, region, clock.monotonicMs());
            const tasks = lists.page(region, pageNumber, pageSize, stopped);
            return { tasks, total: lists.perRegion, pageNumber, requestId: null };
          },
          signal,
          trip,
        ),
      describeRelayTask: ({ region, taskId }, signal, trip) =>
        call(
          'DescribeLivePullToPush',
          region,
          () => {
            const { lists, stops } = this.#parts;
            const place = placeIn(taskId);
            return stoppedAt(stops, region, clock.monotonicMs()).get(place) ?? lists.relay(region, place);
          },
          signal,
          trip,
        ),
    };
  }

  /** @returns undefined when the call is answered, or after how many milliseconds another might be */
  async #arrived(
    action: LiveOperation,
    region: string,
    clock: Clock,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const nowMs = clock.monotonicMs();
    const { outage } = this.#parts;
    if (outage?.region === region && nowMs >= outage.fromMs && nowMs < outage.untilMs) {
      await clock.sleep(CALL_TIMEOUT_MS, signal);
      throw callTimedOut({ action, region, host: 'live' }, CALL_TIMEOUT_MS);
    }
    const arrivals = this.#arrivals[action];
    arrivals.arrive(nowMs);
    const waitMs = this.#limits[action].arrive(nowMs);
    if (waitMs !== undefined) arrivals.throttled += 1;
    return waitMs;
  }
}

function throttledBy(action: LiveOperation, region: string, retryAfterMs: number): LiveApiError {
  return new LiveApiError('throttled', { action, region, host: 'live' }, 'answered Throttling.User', {
    code: 'Throttling.User',
    httpStatus: 503,
    requestId: null,
    retryable: true,
    advice: '',
    retryAfterMs,
    answered: true,
  });
}
