import { MOST_BODY_BYTES } from './http.ts';

/**
 * The text of a request's body: bytes, a text, or a stream of bytes, of which no more is kept than is
 * allowed: by default what a form of ours may have. @returns null when it is longer
 */
export async function bodyOf(body: unknown, mostBytes = MOST_BODY_BYTES): Promise<string | null> {
  if (typeof body === 'string') return within(Buffer.from(body), mostBytes);
  if (body instanceof Uint8Array) return within(body, mostBytes);
  return isStream(body) ? streamed(body, mostBytes) : '';
}

async function streamed(chunks: AsyncIterable<unknown>, mostBytes: number): Promise<string | null> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    bytes += part.length;
    if (bytes <= mostBytes) kept.push(part);
  }
  return bytes > mostBytes ? null : Buffer.concat(kept).toString();
}

function within(bytes: Uint8Array, mostBytes: number): string | null {
  return bytes.length > mostBytes ? null : Buffer.from(bytes).toString();
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
