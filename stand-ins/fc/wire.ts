import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './call.ts';
import type { RawRequest } from './signature-fc.ts';

/** A package in base64 within its JSON, and something more. */
const MOST_BODY_BYTES = 110 * 1024 * 1024;

export function send(response: ServerResponse, requestId: string, { status, headers, json, raw }: Answer): void {
  const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { 'x-fc-request-id': requestId, ...type, ...headers }).end(body);
}

/** @throws Error when the body is longer than any request may be */
export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  const [rawPath = '/', rawQuery = ''] = (message.url ?? '/').split('?', 2);
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: message.method ?? '',
    rawPath,
    rawQuery,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}
