import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Connection } from './call-trip.ts';

/** The head of an answer, known even when the SDK can make nothing of its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Told of the way of each request. */
export interface RequestWatcher {
  /** It is being written to a connected socket: at once on a kept connection, after all handshakes on a new one. */
  onWritten?(connection: Connection): void;
  onAnswer?(head: AnswerHead): void;
}

interface Exchange {
  readonly requests: Set<ClientRequest>;
  readonly watcher: RequestWatcher;
}

const exchanges = new AsyncLocalStorage<Exchange>();
let listening = false;

/**
 * Runs `call` and, when `signal` aborts, destroys every HTTP request that it started. Tells the watcher of each.
 * The Live SDK offers no abort and its own timers can be disarmed by an earlier call on the same socket, so that a slow
 * answer would hold its socket, and the process, for ever. Node announces each request on a diagnostics channel.
 */
export function withAbortableRequests<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
  watcher: RequestWatcher = {},
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
  return exchanges.run({ requests, watcher }, call).finally(() => signal.removeEventListener('abort', destroyAll));
}

function watch(request: ClientRequest, { requests, watcher }: Exchange): void {
  requests.add(request);
  request.once('response', ({ statusCode = 0, headers }) => watcher.onAnswer?.({ status: statusCode, headers }));
  if (request.socket) watchWriting(request, request.socket, watcher);
  else request.once('socket', (socket) => watchWriting(request, socket, watcher));
}

/** Node hands a request to its socket at once, and a socket that is not connected yet writes as soon as it is. */
function watchWriting(request: ClientRequest, socket: Socket, { onWritten }: RequestWatcher): void {
  if (!onWritten) return;
  if (request.reusedSocket) onWritten('kept');
  else if (!socket.connecting) onWritten('new');
  else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => onWritten('new'));
}
