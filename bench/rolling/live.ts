import type { Clock } from '../../lib/base/time.ts';
import { pageOf, taskOf } from '../../lib/live/answer.ts';
import type { CallTrip } from '../../lib/live/call-trip.ts';
import type { LiveApi, LiveOperation } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import { parseRelayTask } from '../../lib/live/task.ts';
import { drawLegs } from '../../stand-ins/live/latency.ts';
import { rpcCallOf } from '../../stand-ins/live/rpc-call.ts';
import type { LiveService } from '../../stand-ins/live/service.ts';
import { NETWORKS } from '../support/networks.ts';

/** A stop of one relay, laid over the answers of the stand-in. */
export interface Stop {
  readonly taskId: string;
  readonly atMs: number;
  readonly hasPriority: boolean;
  /** When an answer first showed it; null before. */
  seenAtMs: number | null;
}

type Fields = Record<string, unknown>;
const CONNECT_TRIPS = 3;

/** The stand-in of Live without HTTP, on a virtual clock: its own parameters, limits, lists and texts. */
export class LiveOnClock {
  readonly stops = new Map<string, Stop>();
  readonly #service: LiveService;
  readonly #random: () => number;

  constructor(service: LiveService, random: () => number) {
    this.#service = service;
    this.#random = random;
  }

  /** What one call answers now. @throws LiveApiError */
  ask(action: string, parameters: Readonly<Record<string, string>>, nowMs: number): Fields {
    const query = new URLSearchParams({ Action: action, Version: '2016-11-01', Format: 'JSON', ...parameters });
    const call = rpcCallOf({ method: 'GET', url: `/?${query}`, headers: {} }, Buffer.alloc(0));
    const { status, body } = this.#service.answer(call, nowMs).reply;
    const fields = JSON.parse(body.toString('utf8')) as Fields;
    if (status !== 200) throw errorOf(action, String(fields.Code), status);
    return fields;
  }

  /** The client of one process. @param clock that of the process */
  client(clock: Clock): LiveApi {
    let isConnected = false;
    const call = async (
      action: LiveOperation,
      parameters: Readonly<Record<string, string>>,
      signal: AbortSignal | undefined,
      trip: CallTrip | undefined,
    ): Promise<Fields> => {
      const { thereMs, backMs } = drawLegs(NETWORKS.WAN, this.#random);
      if (!isConnected) await clock.sleep(CONNECT_TRIPS * NETWORKS.WAN.rttMs, signal);
      trip?.written(isConnected ? 'kept' : 'new');
      isConnected = true;
      await clock.sleep(thereMs, signal);
      const answered = this.#answered(() => this.ask(action, parameters, clock.monotonicMs()));
      await clock.sleep(backMs, signal);
      trip?.heard();
      if (answered instanceof LiveApiError) throw answered;
      return answered;
    };
    const context = (action: LiveOperation, region: string) => ({ action, region, host: 'live' });
    return {
      listRelayTasks: async (request, signal, trip) => {
        const { region, pageNumber = 1, pageSize = 100, taskName } = request;
        const filter = taskName === undefined ? {} : { TaskName: taskName };
        const parameters = { Region: region, PageNumber: String(pageNumber), PageSize: String(pageSize), ...filter };
        const body = await call('DescribeLivePullToPushList', parameters, signal, trip);
        const entries = (body.TaskList ?? []) as Fields[];
        const list = entries.map((entry) => this.#withStop(entry, clock.monotonicMs()));
        const page = { ...body, TaskList: list };
        return pageOf(page, request, context('DescribeLivePullToPushList', region), parseRelayTask);
      },
      describeRelayTask: async ({ region, taskId }, signal, trip) => {
        try {
          const body = await call('DescribeLivePullToPush', { Region: region, TaskId: taskId }, signal, trip);
          const shown = this.#withStop(body, clock.monotonicMs());
          return taskOf(shown, region, context('DescribeLivePullToPush', region), parseRelayTask);
        } catch (error) {
          if (error instanceof LiveApiError && error.facts.httpStatus === 404) return null;
          throw error;
        }
      },
    };
  }

  #answered(work: () => Fields): Fields | LiveApiError {
    try {
      return work();
    } catch (error) {
      if (error instanceof LiveApiError) return error;
      throw error;
    }
  }

  #withStop(entry: Fields, nowMs: number): Fields {
    const info = (entry.TaskInfo ?? entry) as Fields;
    const stop = this.stops.get(String(entry.TaskId ?? info.TaskId));
    if (!stop || stop.atMs > nowMs) return entry;
    stop.seenAtMs ??= nowMs;
    return { ...entry, TaskStatus: 3, TaskInvalidReason: 'PullStreamFailed' };
  }
}

function errorOf(action: string, code: string, httpStatus: number): LiveApiError {
  const isThrottled = code.startsWith('Throttling');
  return new LiveApiError(isThrottled ? 'throttled' : 'task-not-found', { action, region: '', host: 'live' }, code, {
    code,
    httpStatus,
    requestId: null,
    retryable: isThrottled,
    advice: '',
    retryAfterMs: null,
    answered: true,
  });
}
