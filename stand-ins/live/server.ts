import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error.ts';
import type { Fleet } from './fleet.ts';
import { drawLegs } from './latency.ts';
import { type LiveStandInOptions, type ResolvedOptions, withDefaults } from './options.ts';
import { type Random, seededGenerator } from './random.ts';
import { errorReply, formatOf, plainReply } from './reply.ts';
import { readRpcCall, rpcCallOf } from './rpc-call.ts';
import { send, sendFaulty } from './send.ts';
import { LiveService } from './service.ts';
import type { LiveStats } from './stats.ts';
import type { LiveTally } from './tally.ts';

export type { LiveStandInOptions } from './options.ts';
export type { LiveStats } from './stats.ts';
export type { LiveTally } from './tally.ts';

/** A running stand-in of ApsaraVideo Live. */
export interface LiveStandIn {
  readonly url: string;
  readonly port: number;
  /** To stop tasks and to fail and heal hosts. Reading it brings it up to now, so do not keep it. */
  readonly fleet: Fleet;
  stats(): LiveStats;
  tally(): LiveTally;
  resetStats(): void;
  /** Resolves when no callback waits or is under way. */
  callbacksSettled(): Promise<void>;
  /** Ends open calls and callbacks too. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts the stand-in on loopback. DIFFERENCES.md lists where it differs from the service. */
export async function startLiveStandIn(options: LiveStandInOptions = {}): Promise<LiveStandIn> {
  const resolved = withDefaults(options);
  const service = new LiveService(resolved);
  const random = seededGenerator(resolved.seed + 2);
  const server = createServer((request, response) => {
    respond(service, resolved, random, request, response).catch((error: unknown) => {
      if (request.socket.destroyed || response.headersSent) return;
      send(response, errorReply(new ApiError('InternalError', `Stand-in: ${String(error)}`, 500), 'json'));
    });
  });
  // Longer than any client keeps a connection idle, so that the client closes first and no call meets a closing one.
  server.keepAliveTimeout = 120_000;
  server.maxRequestsPerSocket = resolved.callsPerConnection;
  server.listen(resolved.port, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${HOST}:${port}`,
    port,
    get fleet() {
      return service.broughtUp();
    },
    stats: () => service.stats(),
    tally: () => service.tally(),
    resetStats: () => service.resetStats(),
    callbacksSettled: () => service.callbacks.settled(),
    close: () => (closing ??= Promise.all([close(server), service.callbacks.close()]).then(() => undefined)),
  };
}

async function respond(
  service: LiveService,
  options: ResolvedOptions,
  random: Random,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (answerAboutItself(service, request, response)) return;
  const { thereMs, backMs } = drawLegs(options.latency, random);
  try {
    const call = await readRpcCall(request);
    if (thereMs > 0) await sleep(thereMs);
    const outcome = service.answer(call, options.monotonicNow());
    if (backMs > 0) await sleep(backMs);
    if (outcome.fault === undefined) send(response, outcome.reply);
    else sendFaulty(response, outcome, outcome.fault);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send(response, errorReply(error, formatOf(rpcCallOf(request, Buffer.alloc(0)))));
  }
}

/** Statistics and tally, which are neither signed nor counted. */
function answerAboutItself(service: LiveService, request: IncomingMessage, response: ServerResponse): boolean {
  switch (`${request.method} ${request.url}`) {
    case 'GET /_stats':
      send(response, plainReply(200, service.stats()));
      return true;
    case 'GET /_tally':
      send(response, plainReply(200, service.tally()));
      return true;
    case 'POST /_reset':
      service.resetStats();
      send(response, plainReply(200, {}));
      return true;
    default:
      return false;
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
