import type { LiveKeys } from '../lib/aliyun/credentials.ts';

/** The documented parts of both platforms' contexts that a sweep uses; any of them may be absent. */
export interface PlatformContext {
  // Function Compute
  readonly requestId?: string;
  readonly credentials?: Partial<LiveKeys>;
  readonly function?: { readonly name?: string; readonly timeout?: number };
  /** Of Function Compute 2.0 the service; of 3.0 only the qualifier means anything. */
  readonly service?: { readonly name?: string; readonly qualifier?: string };
  readonly accountId?: string;
  readonly region?: string;
  // AWS Lambda
  readonly awsRequestId?: string;
  readonly invokedFunctionArn?: string;
  getRemainingTimeInMillis?(): number;
}

/** What started this run, and what it may use. */
export interface Invocation {
  readonly platform: 'function-compute' | 'lambda' | 'other';
  readonly requestId: string | null;
  /** What for: a sweep, unless the receiver of callbacks asks to look at what they named. */
  readonly asksFor: 'sweep' | 'look';
  /** Which of several accounts it is about; null where there are none, and for the timer's own event. */
  readonly account: string | null;
  /** The timer's name and the time at which the event was due; null for any other event. */
  readonly trigger: { readonly name: string | null; readonly dueAt: string | null } | null;
  /** Infinity when the platform does not tell. */
  readonly remainingMs: number;
  /** Temporary Alibaba Cloud keys of the function's role. */
  readonly keys: LiveKeys | null;
}

/** Reads an invocation at the time of its entry. Never throws: an odd event or context is no reason not to sweep. */
export function describeInvocation(event: unknown, given: PlatformContext | null | undefined): Invocation {
  const context = given ?? {};
  const fields = fieldsOf(event);
  return platformOf(context) === 'lambda' ? onLambda(fields, context) : elsewhere(fields, context);
}

/** Only of our own events: one of EventBridge has an account of AWS there. */
function accountOf({ relaywatch, account }: Fields): string | null {
  return relaywatch === undefined ? null : textOf(account);
}

function purposeOf({ relaywatch }: Fields): Invocation['asksFor'] {
  return relaywatch === 'look' ? 'look' : 'sweep';
}

/** The platform that a context is of. */
export function platformOf({ getRemainingTimeInMillis, requestId }: PlatformContext): Invocation['platform'] {
  if (typeof getRemainingTimeInMillis === 'function') return 'lambda';
  return requestId === undefined ? 'other' : 'function-compute';
}

function onLambda({ time, resources, ...others }: Fields, context: PlatformContext): Invocation {
  const rule = Array.isArray(resources) ? textOf(resources[0]) : null;
  return {
    platform: 'lambda',
    requestId: textOf(context.awsRequestId),
    asksFor: purposeOf(others),
    account: accountOf(others),
    trigger: triggerPassedOn(others) ?? triggerOf(rule?.split('/').at(-1), time),
    remainingMs: remainingOnLambda(context),
    keys: null,
  };
}

function elsewhere({ triggerName, triggerTime, ...others }: Fields, context: PlatformContext): Invocation {
  const timeoutSeconds = context.function?.timeout;
  const isTold = typeof timeoutSeconds === 'number' && timeoutSeconds > 0;
  return {
    platform: platformOf(context),
    requestId: textOf(context.requestId),
    asksFor: purposeOf(others),
    account: accountOf(others),
    trigger: triggerPassedOn(others) ?? triggerOf(triggerName, triggerTime),
    remainingMs: isTold ? timeoutSeconds * 1_000 : Number.POSITIVE_INFINITY,
    keys: keysOf(context.credentials),
  };
}

/** Of the timer event that the sweep of an account was started for. */
function triggerPassedOn({ trigger }: Fields): Invocation['trigger'] {
  const { name, dueAt } = fieldsOf(trigger);
  return triggerOf(name, dueAt ?? undefined);
}

function triggerOf(name: unknown, dueAt: unknown): Invocation['trigger'] {
  return dueAt === undefined ? null : { name: textOf(name), dueAt: textOf(dueAt) };
}

/** Identifies a timer event of this function; undefined for an event that does not say when it was due. */
export function triggerKey(trigger: Invocation['trigger']): string | undefined {
  return trigger?.dueAt ? `${trigger.name ?? ''} ${trigger.dueAt}` : undefined;
}

function remainingOnLambda(context: PlatformContext): number {
  try {
    const ms = context.getRemainingTimeInMillis?.();
    return typeof ms === 'number' && !Number.isNaN(ms) ? Math.max(0, ms) : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of an event: Function Compute passes raw bytes, Lambda an object. */
function fieldsOf(event: unknown): Fields {
  const value = event instanceof Uint8Array || typeof event === 'string' ? parse(textFrom(event)) : event;
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textFrom(event: Uint8Array | string): string {
  return typeof event === 'string' ? event : Buffer.from(event).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keysOf(credentials: Partial<LiveKeys> | null | undefined): LiveKeys | null {
  const { accessKeyId, accessKeySecret, securityToken } = credentials ?? {};
  if (!accessKeyId || !accessKeySecret) return null;
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 200) : null;
}
