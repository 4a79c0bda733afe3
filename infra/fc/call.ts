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

/** What a call of either client needs beside itself. */
export interface CallDeps {
  readonly clock: Clock;
  /** For sentences: `Function Compute 2.0 in cn-shanghai`. */
  readonly place: string;
  readonly credentials: LiveCredentials;
  /** Cut out of whatever is quoted: values of variables, for example. */
  readonly secrets: readonly string[];
  /** One call, its answer included. */
  readonly timeoutSeconds: number;
}

/** What a client's error says by itself; the status comes from the answer's head, since fc2 tells it in its text alone. */
export type ErrorReader = (error: unknown) => { readonly code: string | null; readonly text: string };

export interface Caller {
  /** @throws DeployError */
  call<T>(operation: string, send: (keys: LiveKeys) => Promise<T>, timeoutSeconds?: number): Promise<T>;
  /** The same for a resource that need not be there: null then. */
  find<T>(operation: string, send: (keys: LiveKeys) => Promise<T>): Promise<T | null>;
  /** Deletes. It is not a failure when the resource is gone already, or when the answer lacks the JSON that its head promises. */
  remove(operation: string, send: (keys: LiveKeys) => Promise<unknown>): Promise<void>;
}

/** Calls of either client: current keys, a deadline, and everything that goes wrong as a sentence. */
export function createCaller(deps: CallDeps, readError: ErrorReader): Caller {
  const { clock, place, credentials, secrets } = deps;

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
      if (error instanceof DeadlineError || isTimeout(error)) throw timeoutFailure(operation, place, timeoutSeconds);
      if (head === null) throw networkFailure(operation, place, networkErrorCode(error));
      const facts = factsOf(error, head, readError);
      const all = [keys.accessKeyId, keys.accessKeySecret, keys.securityToken, ...secrets];
      return { facts, error: answerFailure(operation, place, facts, all) };
    }
  }

  return {
    async call(operation, send, timeoutSeconds) {
      const result = await attempt(operation, send, timeoutSeconds);
      if ('value' in result) return result.value;
      throw result.error;
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
  // JSON.parse quotes what it could not read
  if (error instanceof SyntaxError) return { code: null, status, text: '', requestId };
  return { ...readError(error), status, requestId };
}

/** A redirect, or a web page: neither client takes it for a failure, and both give it as the answer. */
function isOfSomethingElse({ status, headers }: AnswerHead): boolean {
  return (status >= 300 && status < 400) || /\bhtml\b/i.test(String(headers['content-type'] ?? ''));
}

/** Both clients parse the empty body of a success when its head says JSON. */
function isEmptySuccess({ code, status }: CallFacts): boolean {
  return code === null && status !== null && status < 300;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestTimeoutError';
}

/** A text that says something: both clients write a missing one as "undefined". */
export function known(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : null;
}
