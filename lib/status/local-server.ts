import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './body.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './http.ts';

export interface LocalServer {
  /** For example `http://127.0.0.1:9420`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a handler on 127.0.0.1 only, so that no other machine can reach it.
 * @param port 0 picks any free port
 */
export async function serveLocally(handle: HttpHandler, port = 0, mostBodyBytes?: number): Promise<LocalServer> {
  const server = createServer(async (incoming, response) => {
    const reply = isLocal(incoming)
      ? await replyTo(incoming, handle, mostBodyBytes)
      : plain(421, 'it is served to this machine alone');
    incoming.resume();
    response.writeHead(reply.statusCode, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
