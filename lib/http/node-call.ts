import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { text } from 'node:stream/consumers';

export interface NodeCall {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface NodeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * One request by Node's own HTTP, until the last byte of its answer; redirects are answers. For what comes before the
 * first call to Live: fetch would cost some 70 ms of a cold start, for a client that nothing else needs so early.
 * @throws what Node throws: a system error with a code, or the signal's reason
 */
export function nodeCall(url: string, { method, headers, body, signal }: NodeCall): Promise<NodeAnswer> {
  const start = new URL(url).protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = start(url, { method, headers, signal }, (response: IncomingMessage) => {
      text(response).then(
        (whole) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: whole }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
