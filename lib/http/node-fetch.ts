import type { IncomingMessage } from 'node:http';
import { singleConnections } from './agents.ts';
import { decoded } from './decoded.ts';
import { exchange } from './exchange.ts';

const DEFAULT_HEADERS = { accept: '*/*', 'user-agent': 'relaywatch' };
/** Statuses to which the Fetch standard allows no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** What of `fetch` is used here; tests hand in their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * As `fetch` with `redirect: 'manual'`, by Node's own HTTP and on a connection of its own. Node's fetch keeps connections for
 * as long as a server asks, takes no proxy from the environment, and hides HTTP 407 as a network error.
 * @throws a system error with a code, or the signal's reason; so does reading the body
 */
export async function nodeFetch(url: string, init: RequestInit): Promise<Response> {
  const { method = 'GET', headers, body, signal } = init;
  if (body && typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('a body of this kind');
  const response = await exchange(url, {
    method,
    headers: { ...DEFAULT_HEADERS, ...Object.fromEntries(new Headers(headers)) },
    // a message that goes over a kept connection may go into a dead one, and nobody may send it twice
    agents: singleConnections(),
    signal: signal ?? undefined,
    ...(body ? { body } : {}),
  });
  const { statusCode: status = 0 } = response;
  if (status < 200 || status > 599) {
    response.destroy();
    throw new TypeError(`HTTP ${status} is no status of an answer`);
  }
  const isEmpty = method === 'HEAD' || WITHOUT_BODY.has(status);
  if (isEmpty) response.resume();
  return new Response(isEmpty ? null : streamOf(response, signal), { status, headers: headersOf(response) });
}

/** Its failures are told as they are: a connection that our own signal closed was not closed by the other side. */
function streamOf(response: IncomingMessage, signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Buffer> = decoded(response)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      } catch (error) {
        controller.error(signal?.aborted ? signal.reason : error);
      }
    },
    // the rest that nobody reads would hold the connection
    cancel: () => void response.destroy(),
  });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Headers(pairs);
}
