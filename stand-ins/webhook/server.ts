import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { serveOnLoopback } from '../loopback.ts';
import { Turns } from '../turns.ts';

/** How a message is answered: a status, a status with headers, or not at all until the stand-in closes. */
export type WebhookReply = number | { readonly status: number; readonly headers: Record<string, string> } | 'hang';

export interface WebhookStandInOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** `whsec_...`; without it, signatures are not checked. */
  readonly secret?: string;
  /** How messages are answered. With a list, one entry per message, the last one from then on. Default: 204. */
  readonly answer?: WebhookReply | readonly WebhookReply[];
}

interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Null when there is no secret to verify with. */
  readonly verified: boolean | null;
}

export interface WebhookStandIn {
  readonly url: string;
  readonly port: number;
  /** The last 1,000 messages, whatever the answer was. */
  received(): readonly ReceivedWebhook[];
  /** Changes how the messages after this are answered. */
  answerWith(answer: WebhookReply | readonly WebhookReply[]): void;
  close(): Promise<void>;
}

interface State {
  readonly verifier: Webhook | null;
  readonly received: ReceivedWebhook[];
  total: number;
  readonly replies: Turns<WebhookReply>;
}

const KEPT = 1_000;
const MOST_BODY_BYTES = 1_000_000;

/**
 * A receiver of Standard Webhooks on loopback: any POST is a message, HEAD is answered 204, `GET /_stats` shows what
 * came. A message that fails verification is answered 401, as a careful receiver would.
 */
export async function startWebhookStandIn(options: WebhookStandInOptions = {}): Promise<WebhookStandIn> {
  const state: State = {
    verifier: options.secret === undefined ? null : new Webhook(options.secret),
    received: [],
    total: 0,
    replies: new Turns(options.answer, 204),
  };
  const loopback = await serveOnLoopback((request, response) => answer(request, response, state), options.port);
  return {
    url: loopback.url,
    port: loopback.port,
    received: () => state.received,
    answerWith(reply) {
      state.replies.begin(reply);
    },
    close: loopback.close,
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  if (request.method === 'GET' && request.url === '/_stats') return sendStats(response, state);
  if (request.method === 'HEAD') return send(response, 204);
  if (request.method !== 'POST') return send(response, 405, { allow: 'POST, HEAD' });
  const body = await readBody(request);
  if (body === null) return send(response, 413);
  const verified = state.verifier === null ? null : verifies(state.verifier, body, headersOf(request));
  remember({ path: request.url ?? '/', headers: headersOf(request), body, verified }, state);
  const reply = state.replies.next();
  if (reply === 'hang') return;
  if (verified === false) return send(response, 401);
  if (typeof reply === 'number') return send(response, reply);
  send(response, reply.status, reply.headers);
}

function verifies(verifier: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    verifier.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function remember(message: ReceivedWebhook, state: State): void {
  state.total += 1;
  state.received.push(message);
  if (state.received.length > KEPT) state.received.shift();
}

/** Headers that came more than once are dropped: none of ours may. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const single = Object.entries(request.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(single);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MOST_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function sendStats(response: ServerResponse, { received, total }: State): void {
  const latest = received
    .slice(-20)
    .map(({ headers, body, verified }) => ({ id: headers['webhook-id'], verified, body }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ received: total, latest }, null, 2));
}

function send(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
