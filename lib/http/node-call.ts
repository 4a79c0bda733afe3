import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { decoded } from './decoded.ts';
import { type Call, exchange } from './exchange.ts';

/** An answer of megabytes is none of the services that are called; unpacked, a small one could fill the memory. */
const MOST_BYTES = 64_000_000;

export interface NodeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The head of the answer came, and no body that can be used. */
export class BrokenBodyError extends Error {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;

  constructor({ statusCode = 0, headers }: IncomingMessage, cause: unknown) {
    super('the body of the answer cannot be unpacked', { cause });
    this.status = statusCode;
    this.headers = headers;
  }
}

/**
 * One request until the last byte of its answer, unpacked. By Node's own HTTP: fetch would cost some 70 ms of a cold start,
 * and has no way to bound how long its connections are kept.
 * @param onAnswer told when the head is here
 * @throws what `exchange` throws, or a BrokenBodyError
 */
export async function nodeCall(url: string, call: Call & { readonly onAnswer?: () => void }): Promise<NodeAnswer> {
  const response = await exchange(url, call);
  call.onAnswer?.();
  const { statusCode = 0, headers } = response;
  try {
    return { status: statusCode, headers, text: await textOf(response) };
  } catch (error) {
    if (call.signal?.aborted) throw call.signal.reason;
    throw isOfUnpacking(error) ? new BrokenBodyError(response, error) : error;
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new TooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

class TooLargeError extends Error {}

/** zlib's codes begin with Z_, those of brotli look like `ERR__ERROR_FORMAT_PADDING_1`. */
function isOfUnpacking(error: unknown): boolean {
  return (
    error instanceof TooLargeError ||
    (error instanceof Error && 'code' in error && /^(Z_|ERR__)/.test(String(error.code)))
  );
}
