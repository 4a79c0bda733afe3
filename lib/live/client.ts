import openApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { Clock } from '../time.ts';
import type { LiveCredentials, LiveKeys } from './credentials.ts';
import { type EndpointOverride, endpointOf, type LiveEndpoint } from './endpoints.ts';
import {
  callTimedOut,
  credentialsMissing,
  type LiveApiError,
  type LiveCallContext,
  liveErrorFromAnswer,
  networkFailed,
  unreadableAnswer,
} from './errors.ts';
import { type DescribeRequest, describeQuery, type ListRequest, listQuery } from './request.ts';
import { withAbortableRequests } from './request-abort.ts';
import { parseRelayTask } from './task.ts';

/** One page of relay tasks. Live promises no order. */
export interface TaskPage {
  readonly tasks: readonly RelayTask[];
  /** Matches in the region, as Live counted them for this answer. */
  readonly total: number;
  readonly pageNumber: number;
  readonly requestId: string | null;
}

/** What a sweep needs of ApsaraVideo Live. Wrappers with the same port add pace and retries. */
export interface LiveApi {
  /** @throws LiveApiError, or InvalidRequestError before anything was sent */
  listRelayTasks(request: ListRequest, signal?: AbortSignal): Promise<TaskPage>;
  /** One task by its exact id; null when Live knows none. @throws as listRelayTasks */
  describeRelayTask(request: DescribeRequest, signal?: AbortSignal): Promise<RelayTask | null>;
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
const CREDENTIALS_TIMEOUT_MS = 5_000;
const OpenApiClient = openApi.default;
const { Config, OpenApiRequest, Params } = $OpenApiUtil;

/** The answer of a generic call, as openapi-core gives it. */
interface Answer {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly statusCode?: number;
}

/**
 * One signed call each, with a deadline of its own and no retry. Everything that the SDK is known to do wrong ends here:
 * its timers, its `"undefined"` texts, its bare SyntaxErrors, its URLs in messages.
 */
export function createLiveClient(settings: LiveClientSettings, credentials: LiveCredentials, clock: Clock): LiveApi {
  const sdkClients = new Map<string, InstanceType<typeof OpenApiClient>>();
  let keysInUse: LiveKeys | undefined;

  function sdkClientOf(endpoint: LiveEndpoint): InstanceType<typeof OpenApiClient> {
    const known = sdkClients.get(endpoint.host);
    if (known) return known;
    const client = new OpenApiClient(
      new Config({
        endpoint: endpoint.host,
        protocol: endpoint.protocol,
        signatureAlgorithm: settings.signature === 'v2' ? 'v2' : undefined,
        userAgent: settings.userAgent ?? 'relaywatch',
        // asked on every try
        credential: {
          getCredential: async () => ({ type: keysInUse?.securityToken ? 'sts' : 'access_key', ...keysInUse }),
        } as never,
      }),
    );
    sdkClients.set(endpoint.host, client);
    return client;
  }

  async function call(
    action: LiveOperation,
    region: string,
    query: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const endpoint = endpointOf(region, settings.endpoint);
    const context: LiveCallContext = { action, region, host: endpoint.host };
    signal?.throwIfAborted();
    keysInUse = await keysWithin(CREDENTIALS_TIMEOUT_MS, context);
    const secrets = [keysInUse.accessKeySecret, keysInUse.securityToken, query.DstUrl, query.TaskName];
    const deadline = new AbortController();
    const params = new Params({
      action,
      version: API_VERSION,
      protocol: 'HTTPS',
      pathname: '/',
      method: 'GET',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    // equal, because connectTimeout is in truth an idle timeout of the whole exchange; later than our own deadline
    const runtime = { connectTimeout: settings.callTimeoutMs + 1_000, readTimeout: settings.callTimeoutMs + 1_000 };
    const send = () =>
      sdkClientOf(endpoint).callApi(params, new OpenApiRequest({ query }), runtime as never) as Promise<Answer>;
    const answer = await before(
      settings.callTimeoutMs,
      deadline,
      withAbortableRequests(deadline.signal, send).catch((error: unknown) => {
        throw failureOf(error, context, secrets);
      }),
      () => callTimedOut(context, settings.callTimeoutMs),
      signal,
    );
    return bodyOf(answer, context, secrets);
  }

  async function keysWithin(ms: number, context: LiveCallContext): Promise<LiveKeys> {
    const deadline = new AbortController();
    const missing = () => credentialsMissing(context);
    const keys = credentials().catch(() => {
      throw missing();
    });
    return before(ms, deadline, keys, missing);
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
      stopTimer.abort();
      signal?.removeEventListener('abort', onAbort);
      deadline.abort();
    }
  }

  return {
    async listRelayTasks(request, signal) {
      const query = listQuery(request);
      const body = await call('DescribeLivePullToPushList', request.region, query, signal);
      const context = {
        action: 'DescribeLivePullToPushList',
        region: request.region,
        host: endpointOf(request.region, settings.endpoint).host,
      };
      return pageOf(body, request, context);
    },
    async describeRelayTask(request, signal) {
      const query = describeQuery(request);
      try {
        const body = await call('DescribeLivePullToPush', request.region, query, signal);
        return parseRelayTask(body, request.region);
      } catch (error) {
        if ((error as LiveApiError).reason === 'task-not-found') return null;
        throw error;
      }
    },
  };
}

function pageOf(body: Record<string, unknown>, request: ListRequest, context: LiveCallContext): TaskPage {
  const list = body.TaskList ?? (body.Total === 0 ? [] : undefined);
  const total = Number(body.Total);
  if (!Array.isArray(list) || !Number.isInteger(total) || total < 0) {
    throw unreadableAnswer(context, 'answered without TaskList or Total', 200);
  }
  return {
    tasks: list.map((entry) => parseRelayTask(entry, request.region)),
    total,
    pageNumber: request.pageNumber ?? 1,
    requestId: known(body.RequestId),
  };
}

/** The JSON object of a success. The SDK takes every status below 400 for one, and RetCode is ours to look at. */
function bodyOf(
  answer: Answer,
  context: LiveCallContext,
  secrets: readonly (string | undefined)[],
): Record<string, unknown> {
  const status = answer.statusCode ?? null;
  if (status !== null && (status < 200 || status >= 300)) {
    throw unreadableAnswer(context, 'answered with a redirect', status, false);
  }
  const body = answer.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableAnswer(context, 'answered without a JSON object', status);
  }
  const fields = body as Record<string, unknown>;
  const code = known(fields.Code) ?? (Number(fields.RetCode ?? 0) === 0 ? null : `RetCode.${known(fields.RetCode)}`);
  if (code === null) return fields;
  throw liveErrorFromAnswer(
    {
      code,
      httpStatus: status,
      requestId: known(fields.RequestId),
      retryAfterMs: null,
      text: known(fields.Message ?? fields.Description),
    },
    context,
    secrets,
  );
}

/** What openapi-core 1.0.8 throws, in our words. Its class says nothing reliable; a missing value is the text "undefined". */
function failureOf(error: unknown, context: LiveCallContext, secrets: readonly (string | undefined)[]): LiveApiError {
  const raw = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof raw.statusCode === 'number') {
    const retryAfterMs = typeof raw.retryAfter === 'number' && raw.retryAfter >= 0 ? raw.retryAfter : null;
    const text = known(raw.description) ?? known((raw.data as Record<string, unknown> | undefined)?.Message);
    return liveErrorFromAnswer(
      { code: known(raw.code), httpStatus: raw.statusCode, requestId: known(raw.requestId), retryAfterMs, text },
      context,
      secrets,
    );
  }
  if (raw.name === 'RequestTimeoutError') return networkFailed(context, 'ETIMEDOUT');
  if (typeof raw.code === 'string') return networkFailed(context, known(raw.code));
  // a SyntaxError of JSON.parse, or of what the SDK made of an odd answer: there was one, so it counts as arrived
  return unreadableAnswer(context, 'answered with something that is not JSON', null);
}

function known(value: unknown): string | null {
  if (value === undefined || value === null || value === '' || value === 'undefined') return null;
  return String(value).slice(0, 200);
}
