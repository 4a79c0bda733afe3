import { retryAfterMs } from '../http/retry-after.ts';

/** What a receiver's answer means for the message. `problem` follows the receiver's name: "answered HTTP 500". */
export type WebhookAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'try-later'; readonly problem: string; readonly afterMs: number };

/**
 * Judges a status. 2xx is success; a redirect is a failure and not followed; 408, 425, 429 and 5xx may pass; all else
 * stays as it is until somebody changes the configuration.
 * Source: Standard Webhooks 1.0.0, "Responses" and "Retries"; RFC 9110 section 15.
 */
export function judgeAnswer(status: number, retryAfter: string | null, nowMs: number): WebhookAnswer {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const problem = `answered HTTP ${status}${hintFor(status)}`;
  if (status >= 500 || [408, 425, 429].includes(status)) {
    return { kind: 'try-later', problem, afterMs: retryAfterMs(retryAfter, nowMs) ?? 0 };
  }
  return { kind: 'refused', problem };
}

function hintFor(status: number): string {
  if (status >= 300 && status < 400) return ', a redirect, which is not followed; configure the address it leads to';
  switch (status) {
    case 401:
    case 403:
      return '; check the address and the secret';
    case 404:
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
