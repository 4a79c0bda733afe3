import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on 127.0.0.1. */
export interface OnLoopback {
  readonly url: string;
  readonly port: number;
  /** Ends the server and every connection, including those that wait for an answer. */
  close(): Promise<void>;
}

/** Lets a server listen on 127.0.0.1. @param port 0: any free one. @throws what Node throws, such as EADDRINUSE */
export async function listenOnLoopback(server: Server, port = 0): Promise<OnLoopback> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A server on 127.0.0.1 whose answers may fail: then the connection breaks. @param port 0: any free one */
export function serveOnLoopback(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port?: number,
): Promise<OnLoopback> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return listenOnLoopback(server, port);
}
