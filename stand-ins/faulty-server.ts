import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback.ts';

/**
 * What a stand-in can be told to do instead of its work: never answer until it closes, break the connection before an
 * answer or within one, or answer this.
 */
export type HttpFault = 'hang' | 'disconnect' | 'cut' | Reply;

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request, whole. */
export interface WholeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly raw: IncomingMessage;
}

export interface FaultyServer {
  readonly url: string;
  readonly port: number;
  /** Requests that came, whatever became of them. */
  requests(): readonly WholeRequest[];
  /** The next `times` requests meet this fault. */
  failNext(fault: HttpFault, times?: number): void;
  /** Every request meets this fault; null for none. */
  failAlways(fault: HttpFault | null): void;
  close(): Promise<void>;
}

/** A server of a service's stand-in on loopback: `work` answers, unless a fault was asked for. */
export async function startFaultyServer(
  work: (request: WholeRequest) => Reply,
  { port = 0, failWith = null }: { readonly port?: number; readonly failWith?: HttpFault | null } = {},
): Promise<FaultyServer> {
  const requests: WholeRequest[] = [];
  const next: HttpFault[] = [];
  let always = failWith;
  const server = createServer({ maxHeaderSize: 131_072 }, (raw, response) => {
    readWhole(raw)
      .then((request) => {
        requests.push(request);
        meet(next.shift() ?? always ?? work(request), response);
      })
      .catch(() => response.destroy());
  });
  const loopback = await listenOnLoopback(server, port);
  return {
    url: loopback.url,
    port: loopback.port,
    requests: () => requests,
    failNext: (fault, times = 1) => next.push(...Array.from({ length: times }, () => fault)),
    failAlways(fault) {
      always = fault;
    },
    close: loopback.close,
  };
}

async function readWhole(raw: IncomingMessage): Promise<WholeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of raw as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    method: raw.method ?? 'GET',
    path: raw.url ?? '/',
    headers: raw.headers,
    body: Buffer.concat(chunks),
    raw,
  };
}

function meet(fault: HttpFault, response: ServerResponse): void {
  if (fault === 'hang') return;
  if (fault === 'disconnect') {
    response.destroy();
    return;
  }
  if (fault === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"', () => response.destroy());
    return;
  }
  response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
}
