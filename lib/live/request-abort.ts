import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const openRequests = new AsyncLocalStorage<Set<ClientRequest>>();
let listening = false;

/**
 * Runs `call` and, when `signal` aborts, destroys every HTTP request that it started.
 * The Live SDK offers no abort and its own timers can be disarmed by an earlier call on the same socket, so that a slow
 * answer would hold its socket, and the process, for ever. Node announces each request on a diagnostics channel.
 */
export function withAbortableRequests<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  if (!listening) {
    listening = true;
    subscribe('http.client.request.start', (message) => {
      const { request } = message as { request: ClientRequest };
      openRequests.getStore()?.add(request);
    });
  }
  const requests = new Set<ClientRequest>();
  const destroyAll = () => {
    for (const request of requests) request.destroy();
  };
  signal.addEventListener('abort', destroyAll, { once: true });
  return openRequests.run(requests, call).finally(() => signal.removeEventListener('abort', destroyAll));
}
