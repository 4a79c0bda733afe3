import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import type { Clock } from '../../../lib/base/time.ts';
import { type OnLoopback, serveOnLoopback } from '../../../stand-ins/loopback.ts';
import { START_MS } from './live-call.ts';

const running: OnLoopback[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

export interface Told {
  readonly Event: string;
  readonly EventTime: unknown;
  readonly TaskId: string;
  readonly TaskStatus: number;
  readonly TaskInvalidReason?: string;
  readonly TaskExitReason?: string;
  readonly TaskExitTime?: number;
  readonly TaskInfo: Readonly<Record<string, unknown>>;
}

/** @param answers a status each, or to never answer; 200 when they are used up */
export async function aReceiver(answers: readonly (number | 'never')[] = []) {
  const told: Told[] = [];
  const requests: { readonly method: string; readonly path: string; readonly type: string }[] = [];
  const left = [...answers];
  const server = await serveOnLoopback(async (request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, type: headers['content-type'] ?? '' });
    told.push(JSON.parse(await text(request)) as Told);
    const answer = left.shift() ?? 200;
    if (answer !== 'never') response.writeHead(answer).end();
  });
  running.push(server);
  return { url: `${server.url}/relays/a-token`, told, requests };
}

interface Sleep {
  readonly ms: number;
  readonly wake: () => void;
}

/** A clock on which waits of these lengths are over at once, and all others when the test ends them. */
export function clockThatPasses(...lengths: readonly number[]) {
  const slept: number[] = [];
  const waiting = new Set<Sleep>();
  const clock: Clock & { readonly slept: number[]; wake(ms: number): void } = {
    slept,
    nowUtc() {
      throw new Error(`callbacks take their time from the fleet, which begins at ${START_MS}`);
    },
    monotonicMs: () => 0,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      if (lengths.includes(ms)) {
        slept.push(ms);
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const sleep = { ms, wake: resolve };
        waiting.add(sleep);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
    wake(ms) {
      for (const sleep of waiting) if (sleep.ms === ms) sleep.wake();
    },
  };
  return clock;
}
