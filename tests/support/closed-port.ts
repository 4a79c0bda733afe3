import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * A port of this machine on which nothing listens, and nothing will until the test ends: it is the near end of a
 * connection, so no other test can be given it.
 */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const held = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[other]] = await Promise.all([once(server, 'connection'), once(held, 'connect')]);
  onTestFinished(() => {
    held.destroy();
    other.destroy();
    server.close();
  });
  return held.localPort ?? 0;
}
