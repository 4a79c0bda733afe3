import type { RelayTask } from '../monitor/relay-task.ts';
import {
  credentialsMalformed,
  type LiveApiError,
  type LiveCallContext,
  liveErrorFromAnswer,
  networkFailed,
  unreadableAnswer,
} from './errors.ts';
import type { ListRequest } from './request.ts';
import type { AnswerHead } from './request-abort.ts';
import { parseRelayTask } from './task.ts';

/** One page of relay tasks. Live promises no order. */
export interface TaskPage {
  readonly tasks: readonly RelayTask[];
  /** Matches in the region, as Live counted them for this answer. */
  readonly total: number;
  readonly pageNumber: number;
  readonly requestId: string | null;
}

/** The answer of a generic call, as openapi-core gives it. */
export interface Answer {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly statusCode?: number;
}

/**
 * One page out of a success; without TaskList it is an empty one, and whether that can be is seen by who knows the other
 * pages. @throws LiveApiError when it is none
 */
export function pageOf(body: Record<string, unknown>, request: ListRequest, context: LiveCallContext): TaskPage {
  const total = countOf(body.Total);
  const list = body.TaskList ?? [];
  if (!Array.isArray(list) || total === null) {
    throw unreadableAnswer(context, 'answered without Total, or with something else than a list', {
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

/** One task out of a success. @throws LiveApiError when there is none in it */
export function taskOf(body: Record<string, unknown>, region: string, context: LiveCallContext): RelayTask {
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
export function bodyOf(
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
export function failureOf(
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
