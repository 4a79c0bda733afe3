import { errorMonitor } from 'node:events';
import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/time.ts';

/**
 * Longer than any pause between two calls of a sweep; shorter than the idle timeout of NATs, load balancers and
 * servers.
 */
export const MOST_IDLE_MS = 10_000;

/** Where the connections of one client come from. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** How agents for a proxy are set up. */
export interface DetourOptions {
  readonly keepAlive: boolean;
  /** Applied to each additional agent. */
  readonly wrap: <A extends Agents['httpAgent']>(agent: A) => A;
}

/** Sends calls through a proxy where the environment asks for it; direct calls are unaffected. */
export type Detour = (direct: Agents, options: DetourOptions) => Agents;

interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Not part of Node's documentation, but agent packages have overridden it for ten years. */
export interface WithAddRequest {
  addRequest(request: ClientRequest, target: unknown, ...rest: unknown[]): void;
}

/**
 * Makes an agent ignore idle connections that may be dead. The age is checked when a connection is taken: a timer does
 * not run while a function is frozen or a laptop sleeps, and one of the two clocks may then stand still. When a call on
 * a kept connection gets no complete answer, all idle ones are closed: whatever dropped that one has dropped the
 * others, and the next attempt uses a new one.
 */
export function steady<A extends HttpAgent>(agent: A, clock: Clock): A {
  const idle = new Map<Duplex, Instant>();
  const now = (): Instant => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.nowUtc().toMillis() });
  const drop = (isDropped: (since: Instant) => boolean) => {
    for (const [socket, since] of idle) {
      if (isDropped(since)) socket.destroy();
      if (socket.destroyed) idle.delete(socket);
    }
  };
  const { addRequest } = agent as unknown as WithAddRequest;
  const { keepSocketAlive, reuseSocket } = agent;
  return Object.assign(agent, {
    addRequest(...args: Parameters<typeof addRequest>) {
      const at = now();
      drop((since) => ageMs(since, at) > MOST_IDLE_MS);
      addRequest.apply(agent, args);
    },
    keepSocketAlive(socket: Duplex) {
      idle.set(socket, now());
      return keepSocketAlive.call(agent, socket);
    },
    reuseSocket(socket: Duplex, request: ClientRequest) {
      idle.delete(socket);
      reuseSocket.call(agent, socket, request);
      whenNotAnswered(request, () => drop(() => true));
    },
  });
}

/** Runs before the caller learns of the failure, since the next attempt may follow at once. */
function whenNotAnswered(request: ClientRequest, tell: () => void): void {
  let response: IncomingMessage | null = null;
  const end = () => {
    if (!response?.complete) tell();
  };
  request.once('response', (answer: IncomingMessage) => {
    response = answer;
  });
  request.once(errorMonitor, end);
  request.once('close', end);
  const { destroy } = request;
  request.destroy = (error) => {
    end();
    return destroy.call(request, error);
  };
}

/** Measured on the clock that advanced more. A clock that was set back is ignored. */
function ageMs(since: Instant, at: Instant): number {
  return Math.max(at.monotonicMs - since.monotonicMs, at.wallMs - since.wallMs);
}
