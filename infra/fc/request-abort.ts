import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';

/** The head of an answer, which is known even if the SDK cannot parse its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Notified of each request. */
export interface RequestWatcher {
  onAnswer?(head: AnswerHead): void;
}

interface Exchange {
  readonly requests: Set<ClientRequest>;
  readonly watcher: RequestWatcher;
}

const exchanges = new AsyncLocalStorage<Exchange>();
let listening = false;

/**
 * Runs `call` and, when `signal` aborts, destroys every HTTP request that it started. Reports each one to the watcher.
 * The vendor's clients cannot be aborted, and an earlier call on the same socket can disarm their timers, so a slow
 * answer would hold its socket, and the process, for ever. Node announces each request on a diagnostics channel.
 */
export function withAbortableRequests<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
  watcher: RequestWatcher = {},
): Promise<T> {
  listenOnce();
  const requests = new Set<ClientRequest>();
  const destroyAll = () => {
    for (const request of requests) request.destroy();
  };
  signal.addEventListener('abort', destroyAll, { once: true });
  return exchanges.run({ requests, watcher }, call).finally(() => signal.removeEventListener('abort', destroyAll));
}

function listenOnce(): void {
  if (listening) return;
  listening = true;
  subscribe('http.client.request.start', (message) => {
    const exchange = exchanges.getStore();
    if (exchange) watch((message as { request: ClientRequest }).request, exchange);
  });
}

function watch(request: ClientRequest, { requests, watcher }: Exchange): void {
  requests.add(request);
  request.once('response', ({ statusCode = 0, headers }) => watcher.onAnswer?.({ status: statusCode, headers }));
}
