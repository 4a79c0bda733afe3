import openApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { Clock } from '../time.ts';
import type { LiveCredentials, LiveKeys } from './credentials.ts';
import { type EndpointOverride, endpointOf, type LiveEndpoint } from './endpoints.ts';
import {
  callTimedOut,
  credentialsMalformed,
  credentialsMissing,
  LiveApiError,
  type LiveCallContext,
  liveErrorFromAnswer,
  networkFailed,
  unreadableAnswer,
} from './errors.ts';
import { type DescribeRequest, describeQuery, type ListRequest, listQuery } from './request.ts';
import { type AnswerHead, withAbortableRequests } from './request-abort.ts';
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
/** The reason of aborts that nobody sees: without one, each makes an error with a stack. */
const DONE = 'done';
const CREDENTIALS_TIMEOUT_MS = 5_000;
// CommonJS with a default export: Node and esbuild give the module here, Vitest already what is in it
const OpenApiClient =
  'default' in openApi ? openApi.default : (openApi as typeof import('@alicloud/openapi-core').default);
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
    const context = contextOf(action, region);
    signal?.throwIfAborted();
    const keys = await keysWithin(CREDENTIALS_TIMEOUT_MS, context, signal);
    signal?.throwIfAborted();
    // the SDK asks for them before its first await, so that no other call can put its own in between
    keysInUse = keys;
    const secrets = [keys.accessKeyId, keys.accessKeySecret, keys.securityToken, query.DstUrl, query.TaskName];
    let head: AnswerHead | null = null;
    const noteHead = (answered: AnswerHead) => {
      head = answered;
    };
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
      withAbortableRequests(deadline.signal, send, noteHead).catch((error: unknown) => {
        throw failureOf(error, head, context, secrets);
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
    const keys = credentials().catch(() => {
      throw missing();
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
    async listRelayTasks(request, signal) {
      const query = listQuery(request);
      const body = await call('DescribeLivePullToPushList', request.region, query, signal);
      return pageOf(body, request, contextOf('DescribeLivePullToPushList', request.region));
    },
    async describeRelayTask(request, signal) {
      const query = describeQuery(request);
      try {
        const body = await call('DescribeLivePullToPush', request.region, query, signal);
        return taskOf(body, request.region, contextOf('DescribeLivePullToPush', request.region));
      } catch (error) {
        if (error instanceof LiveApiError && error.reason === 'task-not-found') return null;
        throw error;
      }
    },
  };
}

function pageOf(body: Record<string, unknown>, request: ListRequest, context: LiveCallContext): TaskPage {
  const total = countOf(body.Total);
  const list = body.TaskList ?? (total === 0 ? [] : null);
  if (!Array.isArray(list) || total === null) {
    throw unreadableAnswer(context, 'answered without TaskList or Total', {
      status: 200,
      requestId: known(body.RequestId),
    });
  }
  return {
    tasks: list.map((entry) => parseRelayTask(entry, request.region)),
    total,
    pageNumber: request.pageNumber ?? 1,
    requestId: known(body.RequestId),
  };
}

function taskOf(body: Record<string, unknown>, region: string, context: LiveCallContext): RelayTask {
  if (body.TaskStatus === undefined && body.TaskInfo === undefined) {
    throw unreadableAnswer(context, 'answered without a task', { status: 200, requestId: known(body.RequestId) });
  }
  return parseRelayTask(body, region);
}

/** A whole number from 0, also as decimal text; null for all else, so that a missing Total is not taken for none. */
function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** The JSON object of a success. The SDK takes every status below 400 for one, and RetCode is ours to look at. */
function bodyOf(
  answer: Answer,
  context: LiveCallContext,
  secrets: readonly (string | undefined)[],
): Record<string, unknown> {
  const status = answer.statusCode ?? null;
  if (status !== null && isRedirect(status)) throw redirected(context, status);
  const body = answer.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableAnswer(context, 'answered without a JSON object', { status });
  }
  const fields = body as Record<string, unknown>;
  const retCode = known(fields.RetCode) ?? (fields.RetCode ? 'unreadable' : '0');
  const code = known(fields.Code) ?? (Number(retCode) === 0 ? null : `RetCode.${retCode}`);
  if (code === null) return fields;
  throw liveErrorFromAnswer(
    {
      code,
      httpStatus: status,
      requestId: known(fields.RequestId),
      retryAfterMs: null,
      text: known(fields.Message) ?? known(fields.Description),
    },
    context,
    secrets,
  );
}

/**
 * What openapi-core 1.0.8 throws, in our words. Its class says nothing reliable; a missing value is the text "undefined";
 * and of an answer that is not JSON, or throttles without saying `Throttling`, only the head tells what it was.
 */
function failureOf(
  error: unknown,
  head: AnswerHead | null,
  context: LiveCallContext,
  secrets: readonly (string | undefined)[],
): LiveApiError {
  const raw = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const requestId = known(raw.requestId) ?? known(head?.headers['x-acs-request-id']);
  const retryAfterMs = countOf(known(head?.headers['x-acs-retry-after']));
  if (typeof raw.statusCode === 'number') {
    const text = known((raw.data as Record<string, unknown> | undefined)?.Message) ?? known(raw.description);
    return liveErrorFromAnswer(
      { code: known(raw.code), httpStatus: raw.statusCode, requestId, retryAfterMs, text },
      context,
      secrets,
    );
  }
  if (raw.name === 'RequestTimeoutError') return networkFailed(context, 'ETIMEDOUT');
  // the keys are the only thing that goes into headers and is not checked before
  if (raw.code === 'ERR_INVALID_CHAR') return credentialsMalformed(context);
  if (typeof raw.code === 'string') return networkFailed(context, raw.code);
  if (head === null) return networkFailed(context, known(raw.name));
  const { status } = head;
  if (isRedirect(status)) return redirected(context, status);
  if (status === 429 || retryAfterMs !== null) {
    return liveErrorFromAnswer({ code: null, httpStatus: status, requestId, retryAfterMs }, context, secrets);
  }
  // a SyntaxError of JSON.parse, or of what the SDK made of an odd answer
  return unreadableAnswer(context, 'answered with something that is not JSON', { status, requestId });
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function redirected(context: LiveCallContext, status: number): LiveApiError {
  return unreadableAnswer(context, 'answered with a redirect', { status }, false);
}

/** A text that says something; the SDK writes a missing one as "undefined". */
function known(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : null;
}
