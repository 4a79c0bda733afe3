import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';

/** The head of an answer, known even when the SDK can make nothing of its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

interface Exchange {
  readonly requests: Set<ClientRequest>;
  readonly onAnswer: (head: AnswerHead) => void;
}

const exchanges = new AsyncLocalStorage<Exchange>();
let listening = false;

/**
 * Runs `call` and, when `signal` aborts, destroys every HTTP request that it started. Tells the head of each answer.
 * The Live SDK offers no abort and its own timers can be disarmed by an earlier call on the same socket, so that a slow
 * answer would hold its socket, and the process, for ever. Node announces each request on a diagnostics channel.
 */
export function withAbortableRequests<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
  onAnswer: (head: AnswerHead) => void = () => {},
): Promise<T> {
  if (!listening) {
    listening = true;
    subscribe('http.client.request.start', (message) => {
      const exchange = exchanges.getStore();
      if (exchange) watch((message as { request: ClientRequest }).request, exchange);
    });
  }
  const requests = new Set<ClientRequest>();
  const destroyAll = () => {
    for (const request of requests) request.destroy();
  };
  signal.addEventListener('abort', destroyAll, { once: true });
  return exchanges.run({ requests, onAnswer }, call).finally(() => signal.removeEventListener('abort', destroyAll));
}

function watch(request: ClientRequest, { requests, onAnswer }: Exchange): void {
  requests.add(request);
  request.once('response', ({ statusCode = 0, headers }) => onAnswer({ status: statusCode, headers }));
}
