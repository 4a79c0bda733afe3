import type { LiveCredentials } from '../aliyun/credentials.ts';
import type { Clock } from '../base/time.ts';
import { pageOf, type TaskPage, taskOf } from './answer.ts';
import { type CallbackTask, parseCallbackTask } from './callback-task.ts';
import type { WhoseCallback } from './callback-url.ts';
import { callerOf, type LiveClientSettings, placeOf } from './client.ts';
import { LiveApiError } from './errors.ts';
import { PacedCalls, type PacedDeps } from './paced.ts';
import type { PacerSettings } from './pacer.ts';
import { type DescribeRequest, describeQuery, type ListRequest, listQuery, updateQuery } from './request.ts';
import { callLive } from './signed-call.ts';

/** A change of one task's CallbackUrl. */
export interface CallbackUpdate extends DescribeRequest {
  /** Empty: no callbacks. */
  readonly callbackUrl: string;
  /** Sent along, so that Live does not take it for left out; null where it has no meaning or is not known. */
  readonly repeatNumber: number | null;
}

/** What is needed to look at the callbacks of relays, and to change them. No sweep has it. */
export interface CallbackApi {
  /** @throws LiveApiError, InvalidRequestError */
  list(request: ListRequest): Promise<TaskPage<CallbackTask>>;
  /** Null when Live knows no such task. @throws as list */
  describe(request: DescribeRequest): Promise<CallbackTask | null>;
  /** Changes the CallbackUrl alone. @throws as list */
  update(request: CallbackUpdate): Promise<void>;
}

const LIST = 'DescribeLivePullToPushList';
const DESCRIBE = 'DescribeLivePullToPush';
const UPDATE = 'UpdateLivePullToPush';

/** Each operation has a limit of its own at Live, and so its own pacer. An update may be repeated: it says the same again. */
export function pacedCallbackApi(
  connection: { readonly settings: LiveClientSettings; readonly credentials: LiveCredentials; readonly clock: Clock },
  whose: WhoseCallback,
  pace: PacerSettings,
  deps: PacedDeps,
): CallbackApi {
  const { settings, credentials, clock } = connection;
  const caller = callerOf(settings, credentials, clock);
  const calls = new PacedCalls([LIST, DESCRIBE, UPDATE], pace, deps);
  const made = (
    action: typeof LIST | typeof DESCRIBE | typeof UPDATE,
    region: string,
    query: Record<string, string>,
  ) => {
    const place = placeOf(action, region, settings.endpoint);
    return calls.make(action, async (trip) => ({
      body: await callLive({ ...place, query, signal: undefined, trip }, caller),
      context: place.context,
    }));
  };
  const parse = (entry: unknown, region: string) => parseCallbackTask(entry, region, whose);
  return {
    async list(request) {
      const { body, context } = await made(LIST, request.region, listQuery(request));
      return pageOf(body, request, context, parse);
    },
    async describe(request) {
      try {
        const { body, context } = await made(DESCRIBE, request.region, describeQuery(request));
        return taskOf(body, request.region, context, parse);
      } catch (error) {
        if (error instanceof LiveApiError && error.reason === 'task-not-found') return null;
        throw error;
      }
    },
    async update({ region, taskId, callbackUrl, repeatNumber }) {
      await made(UPDATE, region, updateQuery({ region, taskId, callbackUrl, repeatNumber }));
    },
  };
}
