import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './body.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './http.ts';

export interface LocalServer {
  /** For example `http://127.0.0.1:9420`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServingOptions {
  /** Absent or 0: any free port. */
  readonly port?: number;
  /** Where to listen; absent: on 127.0.0.1, where no other machine can reach it. */
  readonly address?: string;
  /** Absent: what a form of ours may have. */
  readonly mostBodyBytes?: number;
  /** Whether requests may name another host than this machine, as those that a proxy passes on do. */
  readonly anyHost?: boolean;
}

/** Serves a handler, by default to this machine only. */
export async function serveLocally(
  handle: HttpHandler,
  { port = 0, address = '127.0.0.1', mostBodyBytes, anyHost = false }: ServingOptions = {},
): Promise<LocalServer> {
  const server = createServer(async (incoming, response) => {
    const reply =
      anyHost || isLocal(incoming)
        ? await replyTo(incoming, handle, mostBodyBytes)
        : plain(421, 'it is served to this machine alone');
    incoming.resume();
    response.writeHead(reply.statusCode, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function replyTo(
  incoming: IncomingMessage,
  handle: HttpHandler,
  mostBytes: number | undefined,
): Promise<HttpReply> {
  try {
    const body = incoming.method === 'POST' ? { body: await bodyOf(incoming, mostBytes) } : {};
    return await handle({ ...requestOf(incoming), ...body });
  } catch {
    return plain(500, 'it failed');
  }
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage): HttpRequest {
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const texts = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { method, path, query: new URLSearchParams(query), headers: Object.fromEntries(texts) };
}

/** Somebody else's page may use a host name that resolves to this machine; the browser then sends that name. */
function isLocal({ headers: { host = '' } }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
}

function plain(statusCode: number, sentence: string): HttpReply {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${sentence}\n` };
}
