import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveOnLoopback } from '../loopback.ts';
import { Turns } from '../turns.ts';
import { type AlertBook, createAlertBook, type PagerDutyAlert } from './alerts.ts';
import { isRefusal, readEvent } from './event.ts';

/**
 * How events are answered: judged as the service would; `throttled` (429, with `Retry-After` when seconds are named);
 * refused as invalid, or for its key (400); a failure (500); a proxy's web page (200); the connection cut; or never until it closes.
 */
export type PagerDutyMode =
  | 'judge'
  | 'throttled'
  | { readonly throttledForSeconds: number }
  | 'invalid'
  | 'wrong-key'
  | 'failing'
  | 'web-page'
  | 'reset'
  | 'hang';

export interface PagerDutyStandInOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** The integration keys there are. Default: any 32 letters and digits. */
  readonly routingKeys?: readonly string[];
  /** With a list, one entry per event, the last one from then on. Default: `judge`. */
  readonly mode?: PagerDutyMode | readonly PagerDutyMode[];
  /** Events a minute and key, over the last 60 seconds; more are answered 429. Default: no limit. */
  readonly perMinute?: number;
  /** Milliseconds, for the limit. Default: the machine's clock. */
  readonly now?: () => number;
}

interface ReceivedEvent {
  readonly body: string;
  /** Null when it was not answered. */
  readonly status: number | null;
}

export interface PagerDutyStandIn {
  readonly url: string;
  readonly port: number;
  /** The last 1,000 events, whatever they were answered. */
  received(): readonly ReceivedEvent[];
  /** Every alert there was, in the order they opened. */
  alerts(): readonly PagerDutyAlert[];
  /** Ends that belonged to no open alert: answered 202 and dropped. */
  dropped(): number;
  /** Changes how the events after this are answered. */
  answerWith(mode: PagerDutyMode | readonly PagerDutyMode[]): void;
  close(): Promise<void>;
}

interface State {
  readonly book: AlertBook;
  readonly keys: readonly string[] | null;
  readonly received: ReceivedEvent[];
  readonly perMinute: number;
  readonly now: () => number;
  /** Of each routing key, when its events of the last minute came. */
  readonly recent: Map<string, number[]>;
  readonly modes: Turns<PagerDutyMode>;
}

const KEPT = 1_000;
/** Source: PagerDuty developer docs, Events API v2, "Size Limits". */
const MOST_BODY_BYTES = 512 * 1_024;

/**
 * PagerDuty's Events API v2 on loopback: `POST /v2/enqueue` with its validation and deduplication. `GET /_stats` tells
 * what came.
 */
export async function startPagerDutyStandIn(options: PagerDutyStandInOptions = {}): Promise<PagerDutyStandIn> {
  const state: State = {
    book: createAlertBook(),
    keys: options.routingKeys ?? null,
    received: [],
    perMinute: options.perMinute ?? Number.POSITIVE_INFINITY,
    now: options.now ?? Date.now,
    recent: new Map(),
    modes: new Turns(options.mode, 'judge'),
  };
  const loopback = await serveOnLoopback((request, response) => answer(request, response, state), options.port);
  return {
    url: loopback.url,
    port: loopback.port,
    received: () => state.received,
    alerts: () => state.book.alerts(),
    dropped: () => state.book.dropped(),
    answerWith(mode) {
      state.modes.begin(mode);
    },
    close: loopback.close,
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const path = request.url?.split('?')[0];
  if (request.method === 'GET' && path === '/_stats') return send(response, 200, statsOf(state));
  if (path !== '/v2/enqueue') return send(response, 404, { status: 'not found' });
  if (request.method !== 'POST') return send(response, 405, { status: 'method not allowed' });
  const body = await readBody(request);
  const mode = state.modes.next();
  if (mode === 'hang' || mode === 'reset') {
    remember({ body, status: null }, state);
    if (mode === 'reset') request.socket.destroy();
    return;
  }
  const reply = mode === 'judge' ? judge(body, state) : replyOf(mode);
  remember({ body, status: reply.status }, state);
  send(response, reply.status, reply.body, reply.headers);
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The limit comes first: what it turns away is not examined. */
function judge(body: string, state: State): Reply {
  if (Buffer.byteLength(body) > MOST_BODY_BYTES) return refusal(['Event is too large (maximum is 512 KB)'], 413);
  const read = readEvent(body, state.keys);
  if (isRefusal(read)) return refusal(read);
  if (!hasRoom(read.routing_key, state)) return replyOf('throttled');
  const dedupKey = state.book.apply(read);
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
}

function hasRoom(key: string, { recent, perMinute, now }: State): boolean {
  const at = now();
  const times = (recent.get(key) ?? []).filter((time) => time > at - 60_000);
  recent.set(key, times);
  if (times.length >= perMinute) return false;
  times.push(at);
  return true;
}

function replyOf(mode: Exclude<PagerDutyMode, 'judge' | 'hang' | 'reset'>): Reply {
  const throttled = { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' };
  if (typeof mode === 'object') {
    return { status: 429, body: throttled, headers: { 'retry-after': String(mode.throttledForSeconds) } };
  }
  switch (mode) {
    case 'throttled':
      return { status: 429, body: throttled };
    case 'invalid':
      return refusal(["'payload.summary' is missing or blank"]);
    case 'wrong-key':
      return refusal(['Invalid routing key']);
    case 'failing':
      return { status: 500, body: { status: 'error', message: 'Internal Server Error' } };
    case 'web-page':
      return { status: 200, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } };
  }
}

function refusal(errors: readonly string[], status = 400): Reply {
  return { status, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

function statsOf({ received, book }: State) {
  return { received: received.length, dropped: book.dropped(), alerts: book.alerts() };
}

function remember(event: ReceivedEvent, { received }: State): void {
  received.push(event);
  if (received.length > KEPT) received.shift();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= 2 * MOST_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
