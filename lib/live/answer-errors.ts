import { quote } from '../http/redact.ts';
import { CODE_RULES } from './error-codes.ts';
import { LiveApiError, type LiveCallContext } from './errors.ts';

/** How many characters of Live's own text a message may quote. */
const LONGEST_QUOTE = 200;
const SERVER_ERROR_ADVICE =
  'ApsaraVideo Live or a gateway in front of it failed: the call is repeated; if this persists, see the status page.';
const RETRYABLE_STATUS = new Set([500, 502, 503, 504]);

/**
 * Classifies an error body by its code and status alone: the texts are free-form, and the error classes change between
 * SDK versions.
 */
export function liveErrorFromAnswer(
  answer: {
    code: string | null;
    httpStatus: number | null;
    requestId: string | null;
    retryAfterMs: number | null;
    text?: string | null;
  },
  context: LiveCallContext,
  secrets: readonly (string | undefined)[] = [],
): LiveApiError {
  const { httpStatus, retryAfterMs } = answer;
  // something other than Live may have answered, with anything in any field
  const clean = (text: string) => quote(text, secrets, LONGEST_QUOTE);
  const code = answer.code === null ? null : clean(answer.code);
  const requestId = answer.requestId === null ? null : clean(answer.requestId);
  const known = CODE_RULES.find((rule) => code !== null && rule.codes.test(code));
  const throttled = known?.reason === 'throttled' || httpStatus === 429 || retryAfterMs !== null;
  const rule = throttled ? CODE_RULES[0] : known;
  const serverFault = httpStatus !== null && RETRYABLE_STATUS.has(httpStatus);
  const reason =
    rule?.reason ??
    (serverFault ? 'server-error' : httpStatus === 401 || httpStatus === 403 ? 'permission' : 'refused');
  const advice =
    (reason === 'permission' && !isOfSweeps(context)
      ? `Allow live:${context.action} on resource * in a RAM policy of this identity.`
      : rule?.advice) ??
    (serverFault
      ? SERVER_ERROR_ADVICE
      : 'Look the code up in the error table of the operation; give the request id to support.');
  // only a refused parameter is worth quoting; signature errors quote the signed string, keys included
  const quoted = reason === 'invalid-request' && answer.text ? `: ${clean(answer.text)}` : '';
  return new LiveApiError(reason, context, `answered ${code ?? 'an error without a code'}${quoted}`, {
    code,
    httpStatus,
    requestId,
    retryable: rule?.retryable ?? serverFault,
    advice,
    retryAfterMs,
    answered: true,
  });
}

function isOfSweeps({ action }: LiveCallContext): boolean {
  return action.startsWith('Describe');
}

/** An answer that Live cannot have given: HTML from a proxy, truncated or missing JSON, or a redirect. */
export function unreadableAnswer(
  context: LiveCallContext,
  what: string,
  head: { readonly status: number | null; readonly requestId?: string | null },
  retryable = true,
): LiveApiError {
  return new LiveApiError(retryable ? 'unreadable-answer' : 'wrong-endpoint', context, what, {
    code: null,
    httpStatus: head.status,
    requestId: head.requestId ? quote(head.requestId, [], LONGEST_QUOTE) : null,
    retryable,
    advice:
      'Something between here and ApsaraVideo Live answered in its place: check live.endpoint, proxies and firewalls.',
    retryAfterMs: null,
    answered: true,
  });
}
