import { type HttpAnswer, UnusableAnswerError } from '../http/call.ts';
import { networkErrorCode, proxyOf } from '../http/network-failure.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { liveErrorFromAnswer, unreadableAnswer } from './answer-errors.ts';
import { credentialsMalformed, networkFailed } from './call-errors.ts';
import type { LiveApiError, LiveCallContext } from './errors.ts';
import type { ListRequest } from './request.ts';

/** One page of relay tasks. Live promises no order. */
export interface TaskPage<Task = RelayTask> {
  readonly tasks: readonly Task[];
  /** Matches in the region, as Live counted them for this answer. */
  readonly total: number;
  readonly pageNumber: number;
  readonly requestId: string | null;
  /** Lets go of the tasks, once they were read: see letGoOfText. Absent where they are somebody's own. */
  readonly letGo?: () => void;
}

/** Reads one entry, of a region. */
type ParseTask<Task> = (entry: unknown, region: string) => Task;

/**
 * One page from a successful answer. Without TaskList the page is empty; only a caller that knows the other pages can
 * tell whether that is possible. @throws LiveApiError when the answer is not a page
 */
export function pageOf<Task>(
  body: Record<string, unknown>,
  request: ListRequest,
  context: LiveCallContext,
  parse: ParseTask<Task>,
): TaskPage<Task> {
  const total = countOf(body.Total);
  const list = body.TaskList ?? [];
  if (!Array.isArray(list) || total === null) {
    throw unreadableAnswer(context, 'answered without Total, or without a list', {
      status: 200,
      requestId: known(body.RequestId),
    });
  }
  const tasks = list.map((entry) => parse(entry, request.region));
  list.length = 0;
  return {
    tasks,
    letGo() {
      tasks.length = 0;
    },
    total,
    pageNumber: request.pageNumber ?? 1,
    requestId: known(body.RequestId),
  };
}

/** One task from a successful answer. @throws LiveApiError when the answer holds no task */
export function taskOf<Task>(
  body: Record<string, unknown>,
  region: string,
  context: LiveCallContext,
  parse: ParseTask<Task>,
): Task {
  if (body.TaskStatus === undefined && body.TaskInfo === undefined) {
    throw unreadableAnswer(context, 'answered without a task', { status: 200, requestId: known(body.RequestId) });
  }
  return parse(body, region);
}

/**
 * A non-negative whole number, also when written as text; null for anything else, so that a missing Total is not read
 * as 0.
 */
function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/**
 * The fields of a successful answer. RetCode has to be checked here as well. @throws LiveApiError when the call failed
 */
export function bodyOf(
  { status, headers, text }: HttpAnswer,
  context: LiveCallContext,
  secrets: readonly (string | undefined)[],
): Record<string, unknown> {
  if (isRedirect(status)) throw redirected(context, status);
  const isError = status >= 400;
  const fields = fieldsOf(text, isError);
  const retryAfterMs = isError ? countOf(headers.get('x-acs-retry-after')) : null;
  const requestId = known(fields?.RequestId ?? fields?.requestId) ?? known(headers.get('x-acs-request-id'));
  if (fields === null && !(isError && (status === 429 || retryAfterMs !== null))) {
    throw unreadableAnswer(context, 'answered without a JSON object', { status, requestId });
  }
  const code = isError ? known(fields?.Code ?? fields?.code) : codeIfFailed(fields ?? {});
  if (!isError && code === null) return fields ?? {};
  const words = known(fields?.Message) ?? known(fields?.Description);
  throw liveErrorFromAnswer({ code, httpStatus: status, requestId, retryAfterMs, text: words }, context, secrets);
}

/**
 * Reads the fields that identify an error from XML: we ask for JSON, but not every gateway in front of Live honours
 * that.
 */
function fieldsOf(text: string, isError: boolean): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return null;
    // a list is not an error body, but its status still says that the call failed
    if (Array.isArray(body)) return isError ? {} : null;
    return body as Record<string, unknown>;
  } catch {
    return isError ? fieldsOfXml(text) : null;
  }
}

const XML_ERROR = /^\s*(?:<\?xml[^>]*>\s*)?<Error>/;

function fieldsOfXml(text: string): Record<string, unknown> | null {
  if (!XML_ERROR.test(text)) return null;
  const names = ['RequestId', 'Code', 'Message'];
  const found = names.map((name) => [name, new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]] as const);
  return found.some(([name, value]) => name === 'Code' && value) ? Object.fromEntries(found) : null;
}

function codeIfFailed(fields: Readonly<Record<string, unknown>>): string | null {
  const retCode = known(fields.RetCode) ?? (fields.RetCode ? 'unreadable' : '0');
  return known(fields.Code) ?? (Number(retCode) === 0 ? null : `RetCode.${retCode}`);
}

const CANNOT_BE_UNPACKED = 'answered with something that cannot be unpacked';

/** Describes in our own words why no complete answer arrived. */
export function failureOf(error: unknown, context: LiveCallContext): LiveApiError {
  if (error instanceof UnusableAnswerError) {
    const { status, headers } = error;
    const requestId = known(headers.get('x-acs-request-id'));
    const what = error.cause === undefined ? 'answered with an invalid HTTP status' : CANNOT_BE_UNPACKED;
    return unreadableAnswer(context, what, { status, requestId });
  }
  const code = networkErrorCode(error);
  // credentials are the only unchecked values that go into headers
  return code === 'ERR_INVALID_CHAR' ? credentialsMalformed(context) : networkFailed(context, code, proxyOf(error));
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function redirected(context: LiveCallContext, status: number): LiveApiError {
  return unreadableAnswer(context, 'answered with a redirect', { status }, false);
}

/** A non-empty text, or null. */
function known(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
