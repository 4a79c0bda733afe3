import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { listenOnLoopback } from '../../stand-ins/loopback.ts';
import type { GateFault } from './schedule.ts';

/** A request as it came and what became of it. `answered` false: the caller got no whole answer. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** What the service itself answered; null when it was never asked. */
  readonly status: number | null;
  /** How it was spoiled; null when it was not. */
  readonly fault: GateFault | null;
}

/** Stands before a service and spoils some of what passes. */
export interface Gate {
  readonly url: string;
  readonly port: number;
  /** @param share of the requests that are spoiled, by the dice */
  spoil(fault: GateFault, share: number): void;
  mend(): void;
  close(): Promise<void>;
}

export interface GateOptions {
  readonly target: string;
  readonly dice: () => number;
  readonly onArrival?: (request: IncomingMessage) => void;
  readonly onPassed: (passed: Passed) => void;
  readonly onSpoilt: (fault: GateFault) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

const CANNED: Partial<Record<GateFault, { status: number; type: string; body: string }>> = {
  http500: { status: 500, type: 'text/plain', body: 'internal error' },
  http503: { status: 503, type: 'text/plain', body: 'unavailable' },
  html: { status: 200, type: 'text/html', body: '<html><body>Sign in to the network</body></html>' },
  lying: { status: 200, type: 'application/json', body: '{"errcode":300001,"errmsg":"not sent"}' },
  refusing: {
    status: 403,
    type: 'application/xml',
    body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
  },
};
const THROTTLED = JSON.stringify({ Code: 'Throttling.User', Message: 'Request was denied due to user flow control.' });
const EXPIRED = JSON.stringify({
  Code: 'InvalidSecurityToken.Expired',
  Message: 'Specified SecurityToken is expired.',
});
const FULL = '<Error><Code>QuotaExceeded</Code><Message>The capacity is used up.</Message></Error>';

export async function startGate(options: GateOptions): Promise<Gate> {
  let fault: GateFault | null = null;
  let share = 0;
  const server = createServer((request, response) => {
    options.onArrival?.(request);
    const spoils = fault !== null && options.dice() < share ? fault : null;
    pass(request, response, spoils, options).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  const { url, port, close } = await listenOnLoopback(server);
  return {
    url,
    port,
    spoil(next, part) {
      fault = next;
      share = part;
    },
    mend() {
      fault = null;
    },
    close,
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  fault: GateFault | null,
  options: GateOptions,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = 'GET', url: path = '/' } = request;
  const isWrite = method === 'PUT' || method === 'DELETE';
  const isHere = fault !== null && !((fault === 'read-only' || fault === 'full') && !isWrite);
  const seen = (status: number | null) =>
    options.onPassed({
      method,
      path,
      status,
      fault: isHere ? fault : null,
      body: textOf(body, request.headers['content-encoding']),
    });
  if (fault === null || !isHere) {
    const answer = await forward(request, body, options.target);
    seen(answer.status);
    return void response.writeHead(answer.status, answer.headers).end(answer.body);
  }
  options.onSpoilt(fault);
  const instead = insteadOf(fault);
  if (instead !== null) {
    seen(null);
    if (instead === 'hang') return;
    if (instead === 'reset') return void request.socket.destroy();
    return void response.writeHead(instead.status, { 'content-type': instead.type }).end(instead.body);
  }
  if (fault === 'slow') await sleep(100 + options.dice() * 900);
  const answer = await forward(request, body, options.target);
  seen(answer.status);
  if (fault === 'lost-answer') return void request.socket.destroy();
  if (fault === 'truncated') {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length + 50) });
    return void response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
  }
  const changed = changedBody(answer.body, fault);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(changed.length) }).end(changed);
}

function insteadOf(fault: GateFault): 'hang' | 'reset' | { status: number; type: string; body: string } | null {
  if (fault === 'hang' || fault === 'reset') return fault;
  if (fault === 'throttled') return { status: 429, type: 'application/json', body: THROTTLED };
  if (fault === 'expired-keys') return { status: 400, type: 'application/json', body: EXPIRED };
  if (fault === 'full') return { status: 403, type: 'application/xml', body: FULL };
  if (fault === 'read-only') return CANNED.refusing ?? null;
  return CANNED[fault] ?? null;
}

/** A list of Live that is not what it was: its total, its order, or a page that comes twice. */
function changedBody(body: Buffer, fault: GateFault): Buffer {
  if (fault !== 'wrong-total' && fault !== 'shuffled' && fault !== 'repeated-page') return body;
  const list = JSON.parse(body.toString()) as { Total?: number; TaskList?: unknown[] };
  const tasks = list.TaskList;
  if (fault === 'wrong-total' && typeof list.Total === 'number') list.Total += list.Total % 2 === 0 ? 7 : -7;
  if (fault === 'shuffled') tasks?.reverse();
  if (fault === 'repeated-page' && tasks?.length) tasks.splice(-1, 1, tasks[0]);
  return Buffer.from(JSON.stringify(list));
}

function textOf(body: Buffer, encoding: string | undefined): string {
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString();
}

function forward({ method, url, headers }: IncomingMessage, body: Buffer, target: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = new URL(target);
    const call = httpRequest({ host: to.hostname, port: to.port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { 'transfer-encoding': _, ...rest } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, headers: rest, body: Buffer.concat(chunks) });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
