import pLimit from 'p-limit';
import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { withDeadline } from '../../lib/http/deadline.ts';
import { callbackBody } from '../../lib/live/callback-event.ts';
import type { Hint } from '../../lib/monitor/hint.ts';
import type { HintBox } from '../../lib/state/hints.ts';
import { isToken, type Tokens } from '../../lib/status/access.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import type { Refusals } from './refusals.ts';

/** Live's are about 2 kB. */
export const MOST_CALLBACK_BYTES = 65_536;
/** Live waits five seconds for its answer. Source: ApsaraVideo Live, callback settings. */
const STORING_MS = 3_000;
/** So that a list of events in one body does not wait for one after another. */
const AT_ONCE = 20;

export interface ReceiverParts {
  readonly tokens: Tokens;
  /** Those that are watched; another one in an address counts as none. */
  readonly regions: readonly string[];
  readonly hints: HintBox;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once hints are stored, before the answer: somebody should look at them. Does not throw. */
  readonly wake: () => Promise<void>;
}

export type Receiver = (request: HttpRequest) => Promise<HttpReply>;

/**
 * Receives callbacks: an accepted one is in the store before it is answered. It says nothing about why a request is
 * refused, since anybody may send one; a wrong token is answered like a wrong address.
 */
export function createReceiver(parts: ReceiverParts): Receiver {
  const refused = async (statusCode: 400 | 404 | 405 | 413) => {
    await parts.refusals.note(parts);
    return reply(statusCode);
  };
  return async ({ method, path, body }) => {
    const address = addressIn(path);
    if (address === null || !isToken(address.token, parts.tokens)) return refused(404);
    if (method !== 'POST') return refused(405);
    if (body === null) return refused(413);
    const region = parts.regions.find((one) => one === address.region) ?? null;
    const said = callbackBody(body ?? '', region);
    if (said === null) return refused(400);
    return stored(said.hints, parts);
  };
}

const ADDRESS = /\/callback\/([^/]+)(?:\/([^/]*))?\/?$/;

function addressIn(path: string): { readonly token: string; readonly region: string | undefined } | null {
  const [, token, region] = ADDRESS.exec(path) ?? [];
  return token === undefined ? null : { token, region };
}

async function stored(said: readonly Hint[], { hints, clock, log, wake }: ReceiverParts): Promise<HttpReply> {
  const limit = pLimit(AT_ONCE);
  try {
    await withDeadline({ clock, timeoutMs: STORING_MS }, (signal) =>
      Promise.all(said.map((hint) => limit(() => hints.add(hint, signal)))),
    );
  } catch (error) {
    // Live tries again
    log.error('callback_not_stored', { problem: errorText(error) });
    return reply(503);
  }
  log.info('callback_received', { hints: said.length });
  if (said.length > 0) await wake();
  return reply(200);
}

/** The answer to a callback. Why one is not accepted, nobody is told. */
export function reply(statusCode: 200 | 400 | 404 | 405 | 413 | 503): HttpReply {
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: statusCode === 200 ? 'ok\n' : 'not accepted\n',
  };
}
