import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Stop } from './deadline.ts';
import type { Agents } from './steady-agents.ts';

export interface Call {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly stop?: Stop | undefined;
  readonly agents: Agents;
  /**
   * Called when the request is being written to a connected socket: at once on a kept one, after all handshakes on a
   * new one.
   */
  readonly onWritten?: ((connection: 'new' | 'kept') => void) | undefined;
}

/**
 * Sends one request with Node's own HTTP client and resolves with the head of the answer; redirects are not followed.
 * When the call is stopped, even while the body is being read, the connection is closed.
 * @throws what Node throws: a system error with a code, or the reason why it was stopped
 */
export function exchange(url: string | URL, call: Call): Promise<IncomingMessage> {
  const { method, headers, body, stop, agents, onWritten } = call;
  const target = typeof url === 'string' ? new URL(url) : url;
  const isTls = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    stop?.throwIfStopped();
    const request = (isTls ? overHttps : overHttp)(target, {
      method,
      headers,
      agent: isTls ? agents.httpsAgent : agents.httpAgent,
    });
    stop?.whenStopped((reason) => {
      reject(reason);
      request.destroy();
    });
    request.once('response', resolve);
    request.on('error', reject);
    if (onWritten) request.once('socket', (socket) => watchWriting(socket, request.reusedSocket, onWritten));
    request.end(body);
  });
}

/**
 * Node hands a request to its socket at once, but a socket that is still connecting only writes once it is connected.
 */
function watchWriting(socket: Socket, isKept: boolean, onWritten: (connection: 'new' | 'kept') => void): void {
  // a tunnel through a proxy is connected before the TLS handshake inside it begins
  const isShakingHands = 'secureConnecting' in socket && socket.secureConnecting === true;
  if (isKept) onWritten('kept');
  else if (!socket.connecting && !isShakingHands) onWritten('new');
  else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => onWritten('new'));
}
