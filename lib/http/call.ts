import type { IncomingMessage } from 'node:http';
import { singleConnections } from './agents.ts';
import { Body, type BodyBounds, isOfUnpacking } from './body.ts';
import { type Stop, stoppedInTime, type TimeBounds } from './deadline.ts';
import { exchange } from './exchange.ts';
import { withProxyNamed } from './last-proxy.ts';
import type { HeaderReader } from './retry-after.ts';
import type { Agents } from './steady-agents.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface CallOptions extends TimeBounds {
  readonly reads: BodyBounds;
  /** Default: a new connection for each call. A kept one may be dead, and a message must not be sent twice. */
  readonly agents?: Agents;
  /** Called when the request is being written to a connected socket. */
  readonly onWritten?: (connection: 'new' | 'kept') => void;
  /** Called when the head of the answer has arrived. */
  readonly onAnswer?: () => void;
}

interface Head {
  readonly status: number;
  readonly headers: HeaderReader;
}

export interface HttpAnswer extends Head {
  readonly text: string;
  /** False when the body was longer, broke off, or did not arrive in time. */
  readonly isWhole: boolean;
}

/**
 * Lets go of the text of an answer that was read. The promises of a call under way are old by the time that it is answered, and
 * V8 looks at old objects rarely: whatever they were resolved with would stay, and be moved to the old ones too.
 */
export function letGoOfText(answer: HttpAnswer): void {
  (answer as { text: string }).text = '';
}

/** The signature of `call`, so that tests can pass in their own. */
export type Call = (request: HttpRequest, options: CallOptions) => Promise<HttpAnswer>;

/** The head of an answer arrived, but the answer cannot be used. */
export class UnusableAnswerError extends Error {
  readonly status: number;
  readonly headers: HeaderReader;

  constructor(what: string, { status, headers }: Head, cause?: unknown) {
    super(what, { cause });
    this.status = status;
    this.headers = headers;
  }
}

const DEFAULT_HEADERS = { accept: '*/*', 'user-agent': 'relaywatch' };

/**
 * Makes one request with Node's own HTTP client and returns the answer, decompressed and within its time limit.
 * Redirects are returned rather than followed: following one would send keys to another host. `fetch` is not used
 * because it costs some 70 ms of a cold start, keeps connections for as long as the server likes, ignores proxies from
 * the environment, and reports HTTP 407 as a network error.
 * @throws a system error with a code, a DeadlineError, the reason of `giveUp`, or an UnusableAnswerError
 */
export async function call({ url, method, headers, body }: HttpRequest, options: CallOptions): Promise<HttpAnswer> {
  const { reads, agents = singleConnections(), onWritten, onAnswer } = options;
  const content = new Body(reads);
  const sent = { method, headers: { ...DEFAULT_HEADERS, ...headers }, agents, onWritten, ...(body ? { body } : {}) };
  const heard: { head?: Head } = {};
  const work = async (stop: Stop): Promise<Head> => {
    const response = await exchange(url, { ...sent, stop });
    onAnswer?.();
    const head = headOf(response);
    heard.head = head;
    await readPatiently(content, response, options);
    return head;
  };
  const head = await stoppedInTime(options, work).catch((error: unknown) => {
    if (heard.head === undefined || reads.broken === 'refused') {
      throw failureOf(withProxyNamed(error, agents, options.giveUp), heard.head);
    }
    return heard.head;
  });
  return { ...head, text: content.takeText(), isWhole: content.isWhole };
}

function headOf(response: IncomingMessage): Head {
  const { statusCode: status = 0 } = response;
  // Node only puts these together when they are asked for
  const headers = { get: (name: string) => response.headersDistinct[name.toLowerCase()]?.join(', ') ?? null };
  if (status >= 200 && status <= 599) return { status, headers };
  response.destroy();
  throw new UnusableAnswerError(`HTTP ${status} is not a valid status`, { status, headers });
}

async function readPatiently(body: Body, response: IncomingMessage, { clock, reads }: CallOptions): Promise<void> {
  const { patienceMs: timeoutMs } = reads;
  if (timeoutMs === undefined) return body.read(response);
  try {
    await stoppedInTime({ clock, timeoutMs }, () => body.read(response));
  } finally {
    if (!body.isWhole) response.destroy();
  }
}

function failureOf(error: unknown, head: Head | undefined): unknown {
  return head !== undefined && isOfUnpacking(error)
    ? new UnusableAnswerError('the body of the answer cannot be unpacked', head, error)
    : error;
}
