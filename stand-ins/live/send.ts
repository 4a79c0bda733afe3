import type { ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Fault } from './faults.ts';
import { errorReply, type Reply, textReply } from './reply.ts';
import type { Outcome } from './service.ts';

const HTML = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>\n';
const DRIP_MS = 1000;

/** Writes an answer, whole. */
export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

/** Spoils an answer in the way the fault says. */
export function sendFaulty(response: ServerResponse, { reply, format }: Outcome, fault: Fault): void {
  switch (fault.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'http500':
      send(response, errorReply(new ApiError('InternalError', 'The request processing has failed.', 500), format));
      return;
    case 'http503':
      send(response, errorReply(new ApiError('ServiceUnavailable', 'The service is unavailable.', 503), format));
      return;
    case 'html':
      send(response, textReply(fault.variant < 0.5 ? 502 : 200, 'text/html', HTML));
      return;
    case 'truncated':
      sendHalf(response, reply, fault.variant < 0.5);
      return;
    case 'drip':
      drip(response, reply);
      return;
  }
}

/** Half of the body: either with the full length announced and the connection cut, or with its own length, so that only the JSON is broken. */
function sendHalf(response: ServerResponse, reply: Reply, cut: boolean): void {
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2));
  if (!cut) {
    send(response, { ...reply, headers: { ...reply.headers, 'content-length': String(half.length) }, body: half });
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.write(half, () => response.socket?.destroy());
}

/** One byte a second, so that no idle timeout of the client fires. */
function drip(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(reply.body.subarray(sent, sent + 1));
    sent++;
    if (sent >= reply.body.length) response.end();
  }, DRIP_MS);
  response.on('close', () => clearInterval(timer));
}
