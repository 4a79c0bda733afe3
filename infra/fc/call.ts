import type { LiveCredentials, LiveKeys } from '../../lib/aliyun/credentials.ts';
import { whyNoKeys } from '../../lib/aliyun/key-chain-error.ts';
import type { Clock } from '../../lib/base/time.ts';
import { DeadlineError, withDeadline } from '../../lib/http/deadline.ts';
import { networkErrorCode } from '../../lib/http/network-failure.ts';
import {
  answerFailure,
  type CallFacts,
  credentialsFailure,
  DeployError,
  isNotFound,
  networkFailure,
  timeoutFailure,
} from './failure.ts';
import { type AnswerHead, withAbortableRequests } from './request-abort.ts';

/** What a call needs besides the client itself. */
export interface CallDeps {
  readonly clock: Clock;
  /** For messages: `Function Compute 2.0 in cn-shanghai`. */
  readonly place: string;
  readonly credentials: LiveCredentials;
  /** Host and port of the proxy that other calls would take to there: neither client of the vendor takes one. */
  readonly proxy: string | null;
  /** Removed from anything that is quoted: values of variables, for example. */
  readonly secrets: readonly string[];
  /** Time for one call, including its answer. */
  readonly timeoutSeconds: number;
}

/**
 * What a client's error reveals by itself; the status comes from the answer's head, since fc2 only mentions it in the
 * text.
 */
export type ErrorReader = (error: unknown) => { readonly code: string | null; readonly text: string };

export interface Caller {
  /** @throws DeployError */
  call<T>(operation: string, send: (keys: LiveKeys) => Promise<T>, timeoutSeconds?: number): Promise<T>;
  /** The same where the answer says nothing that matters. */
  change(operation: string, send: (keys: LiveKeys) => Promise<unknown>): Promise<void>;
  /** The same for a resource that may be missing: returns null then. */
  find<T>(operation: string, send: (keys: LiveKeys) => Promise<T>): Promise<T | null>;
  /**
   * Deletes. A resource that no longer exists is not a failure, nor is an answer without the JSON that its head
   * promises.
   */
  remove(operation: string, send: (keys: LiveKeys) => Promise<unknown>): Promise<void>;
}

/**
 * Makes calls with either client: fetches current keys, applies a deadline, and turns every failure into a sentence.
 */
export function createCaller(deps: CallDeps, readError: ErrorReader): Caller {
  const { clock, place, credentials, secrets, proxy } = deps;
  const directly = proxy === null ? place : `${place} (called directly, not through the proxy ${proxy})`;

  async function attempt<T>(
    operation: string,
    send: (keys: LiveKeys) => Promise<T>,
    timeoutSeconds = deps.timeoutSeconds,
  ): Promise<{ readonly value: T } | { readonly facts: CallFacts; readonly error: DeployError }> {
    const keys = await credentials().catch((error: unknown) => {
      throw credentialsFailure(place, whyNoKeys(error));
    });
    let head: AnswerHead | null = null;
    const onAnswer = (answered: AnswerHead) => {
      head = answered;
    };
    try {
      const value = await withDeadline({ clock, timeoutMs: timeoutSeconds * 1_000 }, (signal) =>
        withAbortableRequests(signal, () => send(keys), { onAnswer }),
      );
      if (head === null || !isOfSomethingElse(head)) return { value };
      const facts = { code: null, status: (head as AnswerHead).status, text: '', requestId: null };
      return { facts, error: answerFailure(operation, place, facts, []) };
    } catch (error) {
      if (error instanceof DeployError) throw error;
      if (error instanceof DeadlineError || isTimeout(error)) throw timeoutFailure(operation, directly, timeoutSeconds);
      if (head === null) throw networkFailure(operation, directly, networkErrorCode(error));
      const facts = factsOf(error, head, readError);
      const all = [keys.accessKeyId, keys.accessKeySecret, keys.securityToken, ...secrets];
      return { facts, error: answerFailure(operation, place, facts, all) };
    }
  }

  const call: Caller['call'] = async (operation, send, timeoutSeconds) => {
    const result = await attempt(operation, send, timeoutSeconds);
    if ('value' in result) return result.value;
    throw result.error;
  };
  return {
    call,
    async change(operation, send) {
      await call(operation, send);
    },
    async find(operation, send) {
      const result = await attempt(operation, send);
      if ('value' in result) return result.value;
      if (isNotFound(result.facts)) return null;
      throw result.error;
    },
    async remove(operation, send) {
      const result = await attempt(operation, send);
      if ('value' in result || isNotFound(result.facts) || isEmptySuccess(result.facts)) return;
      throw result.error;
    },
  };
}

function factsOf(error: unknown, { status, headers }: AnswerHead, readError: ErrorReader): CallFacts {
  const requestId = String(headers['x-fc-request-id'] ?? headers['x-acs-request-id'] ?? '') || null;
  // JSON.parse quotes what it could not parse
  if (error instanceof SyntaxError) return { code: null, status, text: '', requestId };
  return { ...readError(error), status, requestId };
}

/** A redirect or a web page: neither client treats it as a failure, and both return it as the answer. */
function isOfSomethingElse({ status, headers }: AnswerHead): boolean {
  return (status >= 300 && status < 400) || /\bhtml\b/i.test(String(headers['content-type'] ?? ''));
}

/** Both clients parse even the empty body of a success as JSON if its head says JSON. */
function isEmptySuccess({ code, status }: CallFacts): boolean {
  return code === null && status !== null && status < 300;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestTimeoutError';
}

/** A non-empty text, or null: both clients write a missing one as "undefined". */
export function known(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : null;
}
