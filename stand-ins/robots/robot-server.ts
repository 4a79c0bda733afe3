import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveOnLoopback } from '../loopback.ts';
import { Turns } from '../turns.ts';
import type {
  ReceivedMessage,
  RobotReply,
  RobotRequest,
  RobotRules,
  RobotServerOptions,
  RobotStandIn,
  RobotTrouble,
} from './robot.ts';

interface State {
  readonly rules: RobotRules;
  readonly nowMs: () => number;
  readonly received: ReceivedMessage[];
  readonly troubles: Turns<RobotTrouble>;
}

const KEPT = 1_000;
const MOST_BODY_BYTES = 1_000_000;
const PAGE = '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Bad gateway</h1></body></html>';

/** A robot on loopback: POST is a message, HEAD and OPTIONS are answered, all else is 405. `GET /_stats` is ours. */
export async function startRobotServer(rules: RobotRules, options: RobotServerOptions = {}): Promise<RobotStandIn> {
  const state: State = {
    rules,
    nowMs: options.nowMs ?? Date.now,
    received: [],
    troubles: new Turns<RobotTrouble>(undefined, 'none'),
  };
  const loopback = await serveOnLoopback((request, response) => serve(request, response, state), options.port);
  return {
    url: `${loopback.url}${rules.address}`,
    port: loopback.port,
    received: () => state.received,
    misbehave(trouble) {
      state.troubles.begin(trouble);
    },
    close: loopback.close,
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  if (request.method === 'GET' && request.url === '/_stats') return sendStats(response, state);
  if (request.method === 'HEAD' || request.method === 'OPTIONS') return send(response, { status: 404, body: '' });
  if (request.method !== 'POST') return send(response, { status: 405, body: '' });
  const message = await readRequest(request, state);
  meet(message, request, response, state);
}

function meet(message: RobotRequest, request: IncomingMessage, response: ServerResponse, state: State): void {
  const trouble = state.troubles.next();
  if (trouble === 'hang' || trouble === 'reset') {
    remember(message, null, state);
    if (trouble === 'reset') request.socket.destroy();
  } else if (trouble === 'accepted-but-half' || trouble === 'accepted-but-hang') {
    loseAnswer(trouble, remembered(message, state.rules.answer(message), state), response);
  } else {
    send(response, remembered(message, replyIn(trouble, message, state.rules), state));
  }
}

function replyIn(
  trouble: Exclude<RobotTrouble, 'hang' | 'reset' | 'accepted-but-half' | 'accepted-but-hang'>,
  message: RobotRequest,
  rules: RobotRules,
): RobotReply {
  switch (trouble) {
    case 'none':
      return rules.answer(message);
    case 'throttled':
      return rules.throttled();
    case 'broken':
      return rules.broken();
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: PAGE, shown: false };
    case 'html-502':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: PAGE, shown: false };
    case 'empty':
      return { status: 200, body: '', shown: false };
    case 'http-500':
      return { status: 500, body: 'internal error', shown: false };
    case 'http-429':
      return { status: 429, body: '', shown: false };
    case 'http-429-retry-after-7':
      return { status: 429, headers: { 'retry-after': '7' }, body: '', shown: false };
    case 'redirect':
      return { status: 302, headers: { location: '/elsewhere' }, body: '', shown: false };
  }
}

/** Half of the body with half of its length announced, or only the headers. */
function loseAnswer(trouble: RobotTrouble, reply: RobotReply, response: ServerResponse): void {
  const body = Buffer.from(textOf(reply));
  if (trouble === 'accepted-but-hang') {
    response.writeHead(reply.status, { 'content-length': body.length });
    response.flushHeaders();
    return;
  }
  response.writeHead(reply.status, { 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

async function readRequest(request: IncomingMessage, { nowMs }: State): Promise<RobotRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  const rawBody = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return { url, headers: request.headers, rawBody, bytes, body: jsonObject(rawBody), nowMs: nowMs() };
}

export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function remembered(message: RobotRequest, reply: RobotReply, state: State): RobotReply {
  remember(message, reply, state);
  return reply;
}

function remember({ url, body, bytes, nowMs }: RobotRequest, reply: RobotReply | null, { received }: State): void {
  received.push({
    atMs: nowMs,
    path: `${url.pathname}${url.search}`,
    body,
    bytes,
    shown: reply?.shown ?? false,
    status: reply?.status ?? 0,
    reply: reply === null ? '' : textOf(reply),
  });
  if (received.length > KEPT) received.shift();
}

function textOf({ body }: Pick<RobotReply, 'body'>): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function send(response: ServerResponse, reply: Pick<RobotReply, 'status' | 'headers' | 'body'>): void {
  const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  response.end(textOf(reply));
}

function sendStats(response: ServerResponse, { received }: State): void {
  const latest = received
    .slice(-20)
    .map(({ atMs, shown, status, reply, body }) => ({ atMs, shown, status, reply, body }));
  const shown = received.filter((message) => message.shown).length;
  send(response, { status: 200, body: JSON.stringify({ received: received.length, shown, latest }, null, 2) });
}
