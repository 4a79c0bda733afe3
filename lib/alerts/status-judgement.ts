import { WEB_PAGE } from '../http/web-page.ts';
import { broken, doubtful, type Judgement, refused, tryLater } from './judgement.ts';

/** The parts of an answer that are judged when the service itself says nothing more. */
export interface BareAnswer {
  readonly status: number;
  /** What the receiver asks to wait; null when it asks nothing. */
  readonly retryAfterMs: number | null;
}

/** May pass by itself, as may server faults (5xx) except those below. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
/** No message is accepted there until somebody changes the configuration, the account or the receiver. */
const LASTING: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 407, 410, 421, 426, 451]);
/** The server that answered cannot do this at all, or a network requires a login: somebody should look, though it may pass. */
const MISPLACED: ReadonlySet<number> = new Set([501, 505, 511]);

/** A web page with a status of success: whoever wrote it, it was not the receiver that was called. */
export function webPageJudgement(status: number, check: string): Judgement {
  return doubtful(`answered HTTP ${status} ${WEB_PAGE}; check ${check}`);
}

/** Whether a proxy or a network in front of the receiver answered instead of it. */
export function wantsLogin(status: number): boolean {
  return status === 407 || status === 511;
}

export function loginProblem(status: number): string {
  return `was not reached: a proxy or a network on the way wants a login (HTTP ${status})`;
}

/**
 * Judges a status other than success. A redirect is not followed: it would carry the message, and perhaps its key, elsewhere,
 * most often to a login page. What is neither passing nor lasting concerns this message alone.
 * @param check what a human should look at, as in "check the address"
 * Source: RFC 9110 section 15; RFC 6585; RFC 7725; Standard Webhooks 1.0.0, "Responses" and "Retries".
 */
export function judgeStatus({ status, retryAfterMs }: BareAnswer, check: string): Judgement {
  const problem = `answered HTTP ${status}`;
  if (MISPLACED.has(status)) return doubtful(`${problem}${hintFor(status)}; check ${check}`);
  if (PASSING.has(status) || status >= 500) return tryLater(`${problem}${hintFor(status)}`, retryAfterMs);
  if (status < 400) {
    return broken(
      `${problem}, a redirect, which is not followed; configure the address it leads to, unless that is a login`,
    );
  }
  if (LASTING.has(status)) return broken(`${problem}${hintFor(status)}; check ${check}`);
  return refused(`${problem}${hintFor(status)}: it refused this message`);
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [402, ' (payment required)'],
  [407, ', of a proxy that wants a login'],
  [410, ': the receiver is gone for good'],
  [413, ' (the message is too large for it)'],
  [429, ': it gets too many messages'],
  [451, ' (unavailable for legal reasons)'],
  [511, ', of a network that wants a login'],
]);

function hintFor(status: number): string {
  return HINTS.get(status) ?? '';
}
