import { errorMonitor } from 'node:events';
import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/time.ts';

/** Longer than any pause between two calls of a sweep; shorter than what NATs, balancers and servers forget after. */
export const MOST_IDLE_MS = 10_000;

/** Where the connections of one client come from. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** How agents are that go to a proxy. */
export interface DetourOptions {
  readonly keepAlive: boolean;
  /** For each further agent. */
  readonly wrap: <A extends Agents['httpAgent']>(agent: A) => A;
}

/** Sends what the environment wants through a proxy; what goes directly goes as before. */
export type Detour = (direct: Agents, options: DetourOptions) => Agents;

interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Not in Node's documentation, and what agents of all packages have overridden for ten years. */
export interface WithAddRequest {
  addRequest(request: ClientRequest, target: unknown, ...rest: unknown[]): void;
}

/**
 * Has an agent take no idle connection that may be dead. Its age is looked at when it is taken: a timer does not run while
 * a function is frozen or a laptop sleeps, and then only one of the two clocks may have gone on. And when a call on a kept
 * connection gets no whole answer, all idle ones are closed: what forgot the one forgot the others, and the next try
 * goes over a new one.
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

/** Runs before the caller hears of the failure, since the next try may follow at once. */
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

/** By the clock on which more time went by. One that was set back says nothing. */
function ageMs(since: Instant, at: Instant): number {
  return Math.max(at.monotonicMs - since.monotonicMs, at.wallMs - since.wallMs);
}
