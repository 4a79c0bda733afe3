import { MOST_BODY_BYTES } from './http.ts';

/**
 * The text of a request's body: bytes, a text, or a stream of bytes, of which no more is kept than a form of ours may
 * have. @returns null when it is longer
 */
export async function bodyOf(body: unknown): Promise<string | null> {
  if (typeof body === 'string') return within(Buffer.from(body));
  if (body instanceof Uint8Array) return within(body);
  return isStream(body) ? streamed(body) : '';
}

async function streamed(chunks: AsyncIterable<unknown>): Promise<string | null> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    bytes += part.length;
    if (bytes <= MOST_BODY_BYTES) kept.push(part);
  }
  return bytes > MOST_BODY_BYTES ? null : Buffer.concat(kept).toString();
}

function within(bytes: Uint8Array): string | null {
  return bytes.length > MOST_BODY_BYTES ? null : Buffer.from(bytes).toString();
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
