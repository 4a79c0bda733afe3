import type { LiveCredentials, LiveKeys } from '../aliyun/credentials.ts';
import { whyNoKeys } from '../aliyun/key-chain-error.ts';
import { signedV2, signedV3, userAgentOf } from '../aliyun/signature.ts';
import type { Clock } from '../base/time.ts';
import { keptConnections } from '../http/agents.ts';
import { nodeCall } from '../http/node-call.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { bodyOf, failureOf, pageOf, type TaskPage, taskOf } from './answer.ts';
import type { CallTrip } from './call-trip.ts';
import { type EndpointOverride, endpointOf } from './endpoints.ts';
import { callTimedOut, credentialsMissing, LiveApiError, type LiveCallContext } from './errors.ts';
import { type DescribeRequest, describeQuery, type ListRequest, listQuery } from './request.ts';

/** What a sweep needs of ApsaraVideo Live. Wrappers with the same port add pace and retries; pace wants to know of each trip. */
export interface LiveApi {
  /** @throws LiveApiError, or InvalidRequestError before anything was sent */
  listRelayTasks(request: ListRequest, signal?: AbortSignal, trip?: CallTrip): Promise<TaskPage>;
  /** One task by its exact id; null when Live knows none. @throws as listRelayTasks */
  describeRelayTask(request: DescribeRequest, signal?: AbortSignal, trip?: CallTrip): Promise<RelayTask | null>;
}

export type LiveOperation = 'DescribeLivePullToPushList' | 'DescribeLivePullToPush';

export interface LiveClientSettings {
  readonly endpoint?: EndpointOverride;
  /** One try, from departure to the last byte of the answer. */
  readonly callTimeoutMs: number;
  /** `v2` is the query signature that the vendor discontinued; only for gateways that still want it. */
  readonly signature?: 'v3' | 'v2';
  /** Appended to the user agent, so that Live's audit log shows who calls. */
  readonly userAgent?: string;
}

const API_VERSION = '2016-11-01';
/** The reason of aborts that nobody sees: without one, each makes an error with a stack. */
const DONE = 'done';
const CREDENTIALS_TIMEOUT_MS = 5_000;

/** One signed call each, with a deadline of its own and no retry. Errors hold no URL and no key. */
export function createLiveClient(settings: LiveClientSettings, credentials: LiveCredentials, clock: Clock): LiveApi {
  const agents = keptConnections(clock);
  const sign = settings.signature === 'v2' ? signedV2 : signedV3;
  const userAgent = userAgentOf(settings.userAgent ?? 'relaywatch');

  async function call(
    action: LiveOperation,
    region: string,
    query: Record<string, string>,
    signal?: AbortSignal,
    trip?: CallTrip,
  ): Promise<Record<string, unknown>> {
    const endpoint = endpointOf(region, settings.endpoint);
    const context = contextOf(action, region);
    signal?.throwIfAborted();
    const keys = await keysWithin(CREDENTIALS_TIMEOUT_MS, context, signal);
    signal?.throwIfAborted();
    const secrets = [keys.accessKeyId, keys.accessKeySecret, keys.securityToken, query.DstUrl, query.TaskName];
    const signed = sign({ action, version: API_VERSION, method: 'GET', ...endpoint, query }, keys, clock.nowUtc());
    const deadline = new AbortController();
    const answer = await before(
      settings.callTimeoutMs,
      deadline,
      nodeCall(signed.url, {
        method: 'GET',
        headers: { ...signed.headers, 'user-agent': userAgent },
        signal: deadline.signal,
        agents,
        onWritten: (connection) => trip?.written(connection),
        onAnswer: () => trip?.heard(),
      }).catch((error: unknown) => {
        throw failureOf(error, context);
      }),
      () => callTimedOut(context, settings.callTimeoutMs),
      signal,
    );
    return bodyOf(answer, context, secrets);
  }

  function contextOf(action: LiveOperation, region: string): LiveCallContext {
    return { action, region, host: endpointOf(region, settings.endpoint).host };
  }

  async function keysWithin(ms: number, context: LiveCallContext, signal?: AbortSignal): Promise<LiveKeys> {
    const deadline = new AbortController();
    const missing = () => credentialsMissing(context);
    const keys = credentials().catch((error: unknown) => {
      throw credentialsMissing(context, whyNoKeys(error));
    });
    return before(ms, deadline, keys, missing, signal);
  }

  /** The work, or `late()` thrown when it takes longer; aborts `deadline` so that nothing stays open behind. */
  async function before<T>(
    ms: number,
    deadline: AbortController,
    work: Promise<T>,
    late: () => Error,
    signal?: AbortSignal,
  ): Promise<T> {
    const stopTimer = new AbortController();
    let onAbort = () => {};
    const abandoned = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
    const timer = clock.sleep(ms, stopTimer.signal).then(() => Promise.reject(late()));
    timer.catch(() => {});
    work.catch(() => {});
    try {
      return await Promise.race([work, timer, abandoned]);
    } finally {
      stopTimer.abort(DONE);
      signal?.removeEventListener('abort', onAbort);
      deadline.abort(DONE);
    }
  }

  return {
    async listRelayTasks(request, signal, trip) {
      const query = listQuery(request);
      const body = await call('DescribeLivePullToPushList', request.region, query, signal, trip);
      return pageOf(body, request, contextOf('DescribeLivePullToPushList', request.region));
    },
    async describeRelayTask(request, signal, trip) {
      const query = describeQuery(request);
      try {
        const body = await call('DescribeLivePullToPush', request.region, query, signal, trip);
        return taskOf(body, request.region, contextOf('DescribeLivePullToPush', request.region));
      } catch (error) {
        if (error instanceof LiveApiError && error.reason === 'task-not-found') return null;
        throw error;
      }
    },
  };
}
