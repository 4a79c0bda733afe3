import { ownEntry } from '../base/lookup.ts';
import { LiveApiError, type LiveCallContext, type LiveErrorFacts, type LiveErrorReason } from './errors.ts';

const REPEATED = 'The call is repeated; if this persists, check the network path to the endpoint.';
const PROXY_ADVICE =
  'Calls go through the proxy of HTTPS_PROXY or HTTP_PROXY: check it, and whether it may reach the host.';
const NETWORK_ADVICE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host name does not resolve: check live.endpoint, the region and DNS.',
  EAI_AGAIN: 'DNS did not answer: check the network of this machine.',
  ECONNREFUSED: 'Nothing listens there: check live.endpoint.',
  ENETUNREACH: 'There is no route to the host: check the network, VPC or NAT gateway.',
  EHOSTUNREACH: 'There is no route to the host: check the network, VPC or NAT gateway.',
  CERT_HAS_EXPIRED: 'The TLS certificate of the host has expired: check for a proxy in between.',
};

/** No answer came within `timeoutMs`. */
export function callTimedOut(context: LiveCallContext, timeoutMs: number): LiveApiError {
  const what = `no answer within ${timeoutMs} ms`;
  return unanswered('timeout', context, what, { retryable: true, advice: REPEATED });
}

/**
 * The connection failed or broke. `code` is Node's, for example ECONNRESET. @param proxy the proxy that the call went
 * through
 */
export function networkFailed(
  context: LiveCallContext,
  code: string | null,
  proxy: string | null = null,
): LiveApiError {
  const how = `the connection failed${code ? ` (${code})` : ''}${proxy ? `, through the proxy ${proxy}` : ''}`;
  const advice = (proxy ? PROXY_ADVICE : ownEntry(NETWORK_ADVICE, code ?? '')) ?? REPEATED;
  return unanswered('network', context, how, { code, retryable: true, advice });
}

/**
 * No usable credentials were found, or they could not be fetched. @param why the reason in parentheses, free of
 * secrets; or empty
 */
export function credentialsMissing(context: LiveCallContext, why = ''): LiveApiError {
  const advice =
    'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give the function or machine a RAM role.';
  const what = `no Alibaba Cloud credentials were found${why}`;
  return unanswered('credentials', context, what, { retryable: false, advice });
}

/**
 * The keys contain a character that no header may contain, such as a line break at the end of a secret read from a
 * file.
 */
export function credentialsMalformed(context: LiveCallContext): LiveApiError {
  const advice = 'Look for a line break or a blank in the access key id and in the security token.';
  const what = 'the credentials hold a character that cannot be sent';
  return unanswered('credentials', context, what, { retryable: false, advice });
}

function unanswered(
  reason: LiveErrorReason,
  context: LiveCallContext,
  what: string,
  facts: Pick<LiveErrorFacts, 'retryable' | 'advice'> & { readonly code?: string | null },
): LiveApiError {
  const none = { code: null, httpStatus: null, requestId: null, retryAfterMs: null, answered: false };
  return new LiveApiError(reason, context, what, { ...none, ...facts });
}
