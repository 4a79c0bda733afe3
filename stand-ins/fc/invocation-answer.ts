import { type Answer, type Call, ok } from './call.ts';
import type { Invoker } from './invoker.ts';
import { invalid, Refusal } from './refusal.ts';
import type { TargetName } from './target.ts';

const MOST_SYNC_BYTES = 32 * 1024 * 1024;
const MOST_ASYNC_BYTES = 128 * 1024;
const TAIL_BYTES = 4_096;

/** Serves an invocation, synchronous or asynchronous; the same in both APIs. @throws Refusal */
export async function invocationAnswer(call: Call, name: TargetName, invoker: Invoker): Promise<Answer> {
  const { body, headers, requestId } = call;
  const type = headers['x-fc-invocation-type'] ?? 'Sync';
  if (type !== 'Sync' && type !== 'Async') invalid(`invocation type '${type}' is neither Sync nor Async`);
  const logType = headers['x-fc-log-type'] ?? 'None';
  if (logType !== 'None' && logType !== 'Tail') invalid(`log type '${logType}' is neither None nor Tail`);
  const most = type === 'Async' ? MOST_ASYNC_BYTES : MOST_SYNC_BYTES;
  if (body.length > most) {
    throw new Refusal(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${most} bytes)`);
  }
  if (type === 'Async') {
    invoker.check(name);
    void invoker.enqueue({ target: name, event: body, trigger: null }, requestId);
    return { ...ok({}), status: 202 };
  }
  return syncAnswer(call, name, invoker);
}

/** A failed function is a success of the service: HTTP 200 and `x-fc-error-type`. */
async function syncAnswer(call: Call, name: TargetName, invoker: Invoker): Promise<Answer> {
  const { body, headers, requestId } = call;
  const { target, outcome } = await invoker.invoke(name, body, requestId);
  const { error, errorKind, durationMs, maxMemoryMb, logs } = outcome;
  const tail = Buffer.from(logs).subarray(-TAIL_BYTES).toString('base64');
  const told = {
    'x-fc-code-checksum': String(target.stored.shown.codeChecksum),
    'x-fc-invocation-duration': String(Math.round(durationMs)),
    'x-fc-max-memory-usage': String(maxMemoryMb),
    ...(name.service === null ? {} : { 'x-fc-invocation-service-version': target.versionId }),
    ...(headers['x-fc-log-type'] === 'Tail' ? { 'x-fc-log-result': tail } : {}),
  };
  if (error) {
    const errorType = errorKind === 'handled' ? 'HandledInvocationError' : 'UnhandledInvocationError';
    return { status: 200, json: { ...error }, headers: { ...told, 'x-fc-error-type': errorType } };
  }
  const raw = outcome.body ?? Buffer.alloc(0);
  return { status: 200, raw, headers: { ...told, 'content-type': 'application/octet-stream' } };
}
