import type { LiveCredentials } from '../aliyun/credentials.ts';
import { signedV2, signedV3 } from '../aliyun/signature.ts';
import type { Clock } from '../base/time.ts';
import { keptConnections } from '../http/agents.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { pageOf, type TaskPage, taskOf } from './answer.ts';
import type { CallTrip } from './call-trip.ts';
import { type EndpointOverride, endpointOf } from './endpoints.ts';
import { LiveApiError } from './errors.ts';
import { type DescribeRequest, describeQuery, type ListRequest, listQuery } from './request.ts';
import { callLive, type LiveCaller } from './signed-call.ts';
import { parseRelayTask } from './task.ts';

/**
 * What a sweep needs from ApsaraVideo Live. Wrappers with the same interface add pacing and retries; the pacer is told
 * about each trip.
 */
export interface LiveApi {
  /** @throws LiveApiError, or InvalidRequestError before anything was sent */
  listRelayTasks(request: ListRequest, signal?: AbortSignal, trip?: CallTrip): Promise<TaskPage>;
  /** One task by its exact id; null when Live knows none. @throws as listRelayTasks */
  describeRelayTask(request: DescribeRequest, signal?: AbortSignal, trip?: CallTrip): Promise<RelayTask | null>;
}

/** A client that may outlive a sweep. */
export interface LiveClient extends LiveApi {
  /** Closes connections that no call is using. */
  closeIdle(): void;
}

export type LiveOperation = 'DescribeLivePullToPushList' | 'DescribeLivePullToPush';

export interface LiveClientSettings {
  readonly endpoint?: EndpointOverride;
  /** One try, from departure to the last byte of the answer. */
  readonly callTimeoutMs: number;
  /** `v2` is the query signature that the vendor discontinued; only for gateways that still want it. */
  readonly signature?: 'v3' | 'v2';
}

/**
 * Makes one signed call at a time, each with its own deadline and without retries. Errors contain no URL and no key.
 */
export function createLiveClient(settings: LiveClientSettings, credentials: LiveCredentials, clock: Clock): LiveClient {
  const caller = callerOf(settings, credentials, clock);
  const { endpoint } = settings;
  return {
    closeIdle: caller.agents.closeIdle,
    async listRelayTasks(request, signal, trip) {
      const query = listQuery(request);
      const place = placeOf('DescribeLivePullToPushList', request.region, endpoint);
      return pageOf(await callLive({ ...place, query, signal, trip }, caller), request, place.context, parseRelayTask);
    },
    async describeRelayTask(request, signal, trip) {
      const query = describeQuery(request);
      const place = placeOf('DescribeLivePullToPush', request.region, endpoint);
      try {
        return taskOf(
          await callLive({ ...place, query, signal, trip }, caller),
          request.region,
          place.context,
          parseRelayTask,
        );
      } catch (error) {
        if (error instanceof LiveApiError && error.reason === 'task-not-found') return null;
        throw error;
      }
    },
  };
}

/** What the calls of one client share. Connections are kept. */
export function callerOf(settings: LiveClientSettings, credentials: LiveCredentials, clock: Clock) {
  const agents = keptConnections(clock);
  const sign = settings.signature === 'v2' ? signedV2 : signedV3;
  return { callTimeoutMs: settings.callTimeoutMs, sign, credentials, clock, agents } satisfies LiveCaller;
}

/** Where a call goes, and what its errors say of it. */
export function placeOf(action: string, region: string, override: EndpointOverride | undefined) {
  const endpoint = endpointOf(region, override);
  return { endpoint, context: { action, region, host: endpoint.host } };
}
