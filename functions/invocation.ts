import type { LiveKeys } from '../lib/live/credentials.ts';

/** The documented parts of both platforms' contexts that a sweep uses; all may be absent. */
export interface PlatformContext {
  // Function Compute
  readonly requestId?: string;
  readonly credentials?: Partial<LiveKeys>;
  readonly function?: { readonly timeout?: number };
  // AWS Lambda
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** What started this run and what it may use. */
export interface Invocation {
  readonly platform: 'function-compute' | 'lambda' | 'other';
  readonly requestId: string | null;
  /** From the timer: its name and the time it was due; null for any other event. */
  readonly trigger: { readonly name: string | null; readonly dueAt: string | null } | null;
  /** Infinity when the platform does not say. */
  readonly remainingMs: number;
  /** Temporary Alibaba Cloud keys of the function's role. */
  readonly keys: LiveKeys | null;
}

/** Reads an invocation as of its entry. Never throws: an odd event is no reason not to sweep. */
export function describeInvocation(event: unknown, context: PlatformContext): Invocation {
  if (typeof context.getRemainingTimeInMillis === 'function') {
    const { time, resources } = fieldsOf(event);
    const name = Array.isArray(resources) ? String(resources[0]).split('/').at(-1) : undefined;
    return {
      platform: 'lambda',
      requestId: context.awsRequestId ?? null,
      trigger: time === undefined ? null : { name: name ?? null, dueAt: textOf(time) },
      remainingMs: context.getRemainingTimeInMillis(),
      keys: null,
    };
  }
  const { triggerName, triggerTime } = fieldsOf(event);
  const timeoutSeconds = context.function?.timeout;
  return {
    platform: context.requestId === undefined ? 'other' : 'function-compute',
    requestId: context.requestId ?? null,
    trigger: triggerTime === undefined ? null : { name: textOf(triggerName), dueAt: textOf(triggerTime) },
    remainingMs:
      typeof timeoutSeconds === 'number' && timeoutSeconds > 0 ? timeoutSeconds * 1_000 : Number.POSITIVE_INFINITY,
    keys: keysOf(context.credentials),
  };
}

/** The fields of an event: Function Compute gives the raw bytes, Lambda an object. */
function fieldsOf(event: unknown): Record<string, unknown> {
  const value = Buffer.isBuffer(event) || typeof event === 'string' ? parse(event.toString()) : event;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keysOf(credentials: Partial<LiveKeys> | undefined): LiveKeys | null {
  const { accessKeyId, accessKeySecret, securityToken } = credentials ?? {};
  if (!accessKeyId || !accessKeySecret) return null;
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 200) : null;
}
