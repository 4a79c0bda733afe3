import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A message, and when it was accepted, on `performance.now()`. */
export interface TimedMessage {
  readonly atMs: number;
  readonly kind: string;
  readonly body: string;
}

/** A receiver of webhooks that notes when each came. */
export async function startWebhookClock() {
  const heard: TimedMessage[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const atMs = performance.now();
    response.writeHead(204).end();
    heard.push({ atMs, kind: kindIn(body), body });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: heard as readonly TimedMessage[],
    /** When a message of this kind with this text in it came; waits for it. Null: it did not come in time. */
    async heardAt(kind: string, part: string, mostMs: number): Promise<number | null> {
      const untilMs = performance.now() + mostMs;
      while (performance.now() < untilMs) {
        const message = heard.find((one) => one.kind === kind && one.body.includes(part));
        if (message) return message.atMs;
        await sleep(10);
      }
      return null;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** `relaywatch.open` says `open`. */
function kindIn(body: string): string {
  return String((JSON.parse(body) as { type?: unknown }).type).replace(/^relaywatch\./, '');
}
