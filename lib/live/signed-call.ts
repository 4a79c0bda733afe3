import type { LiveCredentials, LiveKeys } from '../aliyun/credentials.ts';
import { whyNoKeys } from '../aliyun/key-chain-error.ts';
import { type signedV2, type signedV3, USER_AGENT } from '../aliyun/signature.ts';
import type { Clock } from '../base/time.ts';
import { WHOLE } from '../http/body.ts';
import { call, type HttpAnswer, letGoOfText } from '../http/call.ts';
import { DeadlineError, stoppedInTime } from '../http/deadline.ts';
import type { Agents } from '../http/steady-agents.ts';
import { bodyOf, failureOf } from './answer.ts';
import { callTimedOut, credentialsMissing } from './call-errors.ts';
import type { CallTrip } from './call-trip.ts';
import type { LiveEndpoint } from './endpoints.ts';
import type { LiveCallContext } from './errors.ts';

/** The parts that differ between calls to Live. */
export interface LiveCall {
  readonly context: LiveCallContext;
  readonly endpoint: LiveEndpoint;
  readonly query: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly trip?: CallTrip | undefined;
}

/** The parts that all calls of one client share. */
export interface LiveCaller {
  readonly callTimeoutMs: number;
  readonly sign: typeof signedV3 | typeof signedV2;
  readonly credentials: LiveCredentials;
  readonly clock: Clock;
  readonly agents: Agents;
}

const API_VERSION = '2016-11-01';
const CREDENTIALS_TIMEOUT_MS = 5_000;

/**
 * Makes one signed call, once, and returns the fields of Live's answer. @throws LiveApiError, or the signal's reason
 */
export async function callLive(asked: LiveCall, caller: LiveCaller): Promise<Record<string, unknown>> {
  const { context, query } = asked;
  const keys = await keysInTime(asked, caller);
  const answer = await sendSigned(asked, keys, caller);
  const secrets = [
    keys.accessKeyId,
    keys.accessKeySecret,
    keys.securityToken,
    query.DstUrl,
    query.TaskName,
    ...secretsIn(query.CallbackUrl),
  ];
  try {
    return bodyOf(answer, context, secrets);
  } finally {
    letGoOfText(answer);
  }
}

/** Less of a path is hardly a token. */
const SHORTEST_TOKEN = 8;

/** A URL, and the parts of it that open something by themselves. */
function secretsIn(url: string | undefined): string[] {
  if (!url || !URL.canParse(url)) return [];
  const { href, pathname, search } = new URL(url);
  const tokens = `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SHORTEST_TOKEN);
  return [url, href, ...tokens];
}

async function keysInTime({ context, signal }: LiveCall, { credentials, clock }: LiveCaller): Promise<LiveKeys> {
  try {
    return await stoppedInTime({ clock, timeoutMs: CREDENTIALS_TIMEOUT_MS, giveUp: signal }, () => credentials());
  } catch (error) {
    signal?.throwIfAborted();
    throw credentialsMissing(context, error instanceof DeadlineError ? '' : whyNoKeys(error));
  }
}

async function sendSigned(asked: LiveCall, keys: LiveKeys, caller: LiveCaller): Promise<HttpAnswer> {
  const { context, endpoint, query, signal, trip } = asked;
  const { callTimeoutMs: timeoutMs, sign, clock, agents } = caller;
  signal?.throwIfAborted();
  const named = { action: context.action, version: API_VERSION, method: 'GET', ...endpoint, query } as const;
  const { url, headers } = sign(named, keys, clock.nowUtc());
  try {
    return await call(
      { url, method: 'GET', headers: { ...headers, 'user-agent': USER_AGENT } },
      {
        clock,
        timeoutMs,
        giveUp: signal,
        agents,
        reads: WHOLE,
        onWritten: (connection) => trip?.written(connection),
        onAnswer: () => trip?.heard(),
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof DeadlineError ? callTimedOut(context, timeoutMs) : failureOf(error, context);
  }
}
