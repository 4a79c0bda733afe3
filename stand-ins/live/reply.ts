import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { RpcCall } from './rpc-call.ts';
import { xmlDocument } from './xml.ts';

/** An answer, ready to be written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Format = 'json' | 'xml';

/**
 * The format a call asks for. The old signature means XML unless its Format says otherwise; the new one may say it in
 * Accept too, and else means JSON.
 * @throws ApiError InvalidParameter.Format
 */
export function formatOf(call: RpcCall): Format {
  const asked = (call.parameters.get('Format') ?? '').toLowerCase();
  if (asked === 'json' || asked === 'xml') return asked;
  if (asked !== '') throw new ApiError('InvalidParameter.Format', 'Format must be JSON or XML.');
  if (call.signedBy === 'query') return 'xml';
  return /\bxml\b/.test(call.headers.accept ?? '') && !call.headers.accept?.includes('json') ? 'xml' : 'json';
}

/** A good answer; the request id is added. */
export function goodReply(action: string, fields: Record<string, unknown>, format: Format): Reply {
  return written(200, `${action}Response`, { RequestId: newRequestId(), ...fields }, format);
}

/** A product behind the gateway, as refusals name it. */
export interface Product {
  readonly name: string;
  readonly host: string;
}

const LIVE: Product = { name: 'live', host: 'live.aliyuncs.com' };

/** A refusal in the gateway's shape. @param retryAfterMs the value of x-acs-retry-after, in milliseconds */
export function errorReply(error: ApiError, format: Format, retryAfterMs?: number, product = LIVE): Reply {
  const requestId = newRequestId();
  const query = `q=${encodeURIComponent(error.code)}&product=${product.name}&requestId=${requestId}`;
  const fields = {
    RequestId: requestId,
    HostId: product.host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${query}`,
    ...(error.accessDeniedDetail && { AccessDeniedDetail: error.accessDeniedDetail }),
  };
  const reply = written(error.status, 'Error', fields, format);
  if (retryAfterMs === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'x-acs-retry-after': String(Math.ceil(retryAfterMs)) } };
}

/** An answer of the stand-in itself, not of the service. */
export function plainReply(status: number, fields: unknown): Reply {
  return textReply(status, 'application/json;charset=utf-8', `${JSON.stringify(fields)}\n`);
}

/** Any text with its length. */
export function textReply(status: number, type: string, text: string): Reply {
  const body = Buffer.from(text, 'utf8');
  return { status, headers: { 'content-type': type, 'content-length': String(body.length) }, body };
}

function written(status: number, root: string, fields: Record<string, unknown>, format: Format): Reply {
  const requestId = { 'x-acs-request-id': String(fields.RequestId) };
  const reply =
    format === 'json'
      ? textReply(status, 'application/json;charset=utf-8', JSON.stringify(fields))
      : textReply(status, 'text/xml;charset=utf-8', xmlDocument(root, fields, 'wrapped'));
  return { ...reply, headers: { ...reply.headers, ...requestId } };
}

function newRequestId(): string {
  return randomUUID().toUpperCase();
}
