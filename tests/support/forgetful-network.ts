import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ForgetfulNetwork {
  /** The server's address through it. */
  readonly url: string;
  /** Connections made so far. */
  readonly connections: () => number;
  /** Those of them that our side has not closed. */
  readonly open: () => number;
  /** From now on nothing passes over the connections that there are, and nobody is told; new ones work. */
  forget(): void;
}

/** A way to a server that forgets connections, as a NAT does, or the network of a function that was frozen. */
export async function aForgetfulNetwork(serverUrl: string): Promise<ForgetfulNetwork> {
  const { hostname, port } = new URL(serverUrl);
  const ours = new Set<Socket>();
  let made = 0;
  const server = createServer((near) => {
    made += 1;
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    ours.add(near);
    near.once('close', () => {
      ours.delete(near);
      far.destroy();
    });
    for (const socket of [near, far]) socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of ours) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => made,
    open: () => ours.size,
    forget() {
      for (const socket of ours) {
        socket.unpipe();
        // read on, so that a close is seen
        socket.resume();
      }
    },
  };
}
