import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Parameter } from './signatures.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** One RPC call as it came in, decoded but not believed. */
export interface RpcCall {
  readonly method: string;
  readonly path: string;
  readonly query: readonly Parameter[];
  readonly form: readonly Parameter[];
  /** Query first, then form. The first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Empty when none was given. */
  readonly action: string;
  readonly version: string;
  /** By header signature, or by the old one in the parameters. */
  readonly signedBy: 'headers' | 'query';
}

/**
 * Reads a whole request, chunked or not.
 * @throws ApiError past one megabyte of body
 */
export async function readRpcCall(request: IncomingMessage): Promise<RpcCall> {
  return rpcCallOf(request, await readBody(request));
}

/** A request whose body was read apart. */
export function rpcCallOf(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, body: Buffer): RpcCall {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const headers = singleHeaders(request.headers);
  const query = [...url.searchParams];
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? [...new URLSearchParams(body.toString('utf8'))] : [];
  const parameters = new Map<string, string>([...query, ...form].toReversed());
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query,
    form,
    parameters,
    headers,
    body,
    action: parameters.get('Action') ?? headers['x-acs-action'] ?? '',
    version: parameters.get('Version') ?? headers['x-acs-version'] ?? '',
    signedBy: parameters.has('Signature') || parameters.has('AccessKeyId') ? 'query' : 'headers',
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ApiError('RequestEntityTooLarge', 'The body is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function singleHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
