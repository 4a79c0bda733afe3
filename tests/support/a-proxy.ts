import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export const PROXY_PASSWORD = 'CANARY/password';

export interface Proxy {
  readonly url: string;
  readonly seen: { readonly line: string; readonly headers: IncomingHttpHeaders }[];
}

/** A proxy that finds every host at the one server that there is; `status` is what it answers instead of doing it, `never` that it does not. */
export async function aProxyTo(serverUrl: string, status?: number | 'never'): Promise<Proxy> {
  const seen: Proxy['seen'] = [];
  const { port } = new URL(serverUrl);
  const proxy = createServer((incoming, response) => {
    seen.push({ line: `${incoming.method} ${incoming.url?.replace(/\?.*/, '')}`, headers: incoming.headers });
    if (status === 'never') return undefined;
    if (status) return response.writeHead(status).end('<html>not you</html>');
    const { pathname, search } = new URL(incoming.url ?? '');
    const further = request({ port, host: '127.0.0.1', path: pathname + search, method: incoming.method }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    return incoming.pipe(further);
  });
  const tunnels: Duplex[] = [];
  proxy.on('connect', (incoming, socket) => {
    tunnels.push(socket);
    seen.push({ line: `CONNECT ${incoming.url}`, headers: incoming.headers });
    if (status === 'never') return socket.resume();
    if (status) return socket.end(`HTTP/1.1 ${status} No\r\ncontent-type: text/html\r\n\r\n<html>not you</html>`);
    const further = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const end of [further, socket]) end.on('error', () => further.destroy());
    return further.pipe(socket).pipe(further);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const socket of tunnels) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
  });
  const { port: own } = proxy.address() as AddressInfo;
  return { url: `http://on-call:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:${own}`, seen };
}
