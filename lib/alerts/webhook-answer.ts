import type { Answer, NoAnswer } from './webhook-call.ts';

/** What a receiver's answer means for the message. `problem` follows the receiver's name: "answered HTTP 500". */
export type WebhookAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly problem: string; readonly broken: boolean }
  | { readonly kind: 'try-later'; readonly problem: string; readonly afterMs: number | null };

/** No message is accepted there until somebody changes the configuration, or the receiver. */
const BROKEN: ReadonlySet<number> = new Set([401, 403, 404, 405, 410]);

/**
 * Judges a status. 2xx is success; a redirect is a failure and not followed; 408, 425, 429 and 5xx may pass; all else
 * is final for this message, and some of it for the channel.
 * Source: Standard Webhooks 1.0.0, "Responses" and "Retries"; RFC 9110 section 15.
 */
export function judgeAnswer(answer: Answer | NoAnswer): WebhookAnswer {
  if (answer.kind === 'unreachable') return { kind: 'try-later', problem: answer.problem, afterMs: null };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const problem = `answered HTTP ${status}${hintFor(status)}`;
  if (status >= 500 || [408, 425, 429].includes(status)) return { kind: 'try-later', problem, afterMs: retryAfterMs };
  return { kind: 'refused', problem, broken: status < 400 || BROKEN.has(status) };
}

function hintFor(status: number): string {
  if (status >= 300 && status < 400) return ', a redirect, which is not followed; configure the address it leads to';
  switch (status) {
    case 401:
    case 403:
      return '; check the address and the secret';
    case 404:
    case 405:
      return '; check the address';
    case 410:
      return ': the receiver is gone for good; remove this channel or give it a new address';
    case 413:
      return ': the message is too large for it';
    case 429:
      return ': it gets too many messages';
    default:
      return '';
  }
}
