import { RelaywatchError } from '../base/errors.ts';
import { quote } from '../http/redact.ts';

export type LiveErrorReason =
  | 'throttled'
  | 'invalid-request'
  | 'service-not-open'
  | 'no-domain'
  | 'task-not-found'
  | 'server-error'
  | 'signature'
  | 'clock'
  | 'credentials'
  | 'permission'
  | 'wrong-endpoint'
  | 'unreadable-answer'
  | 'network'
  | 'timeout'
  | 'refused';

/** What was being asked when a call failed. Shown in the message, so nothing secret belongs in it. */
export interface LiveCallContext {
  readonly action: string;
  readonly region: string;
  /** Host and port that was called. */
  readonly host: string;
}

export interface LiveErrorFacts {
  /** Live's error code verbatim, or Node's for a network fault; null when there was none. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  /** Whether the same call may succeed soon. */
  readonly retryable: boolean;
  /** One sentence: what to do. */
  readonly advice: string;
  /** Live's own wish, from `x-acs-retry-after` (milliseconds). */
  readonly retryAfterMs: number | null;
  /** False when no answer came, so that the call may or may not have arrived. */
  readonly answered: boolean;
}

/** A call to ApsaraVideo Live that failed, in words for the person on call. Holds no URL and no secret. */
export class LiveApiError extends RelaywatchError<LiveErrorReason> {
  readonly facts: LiveErrorFacts;

  constructor(reason: LiveErrorReason, context: LiveCallContext, what: string, facts: LiveErrorFacts) {
    const ids = [facts.httpStatus && `HTTP ${facts.httpStatus}`, facts.requestId && `request ${facts.requestId}`]
      .filter(Boolean)
      .join(', ');
    // the SDK's error is not kept as `cause`: its message and data hold URLs, keys and signatures
    super(
      reason,
      `${context.action} in ${context.region} at ${context.host}: ${what}${ids ? ` (${ids})` : ''}. ${facts.advice}`,
    );
    this.facts = facts;
  }

  /** The value of the `Code` dimension of the error metric. */
  get metricCode(): string {
    return this.facts.code ?? this.reason;
  }
}

interface CodeRule {
  readonly codes: RegExp;
  readonly reason: LiveErrorReason;
  readonly retryable: boolean;
  readonly advice: string;
}

/** First match wins. Sources: the error tables of the Live operations and of Alibaba Cloud's API gateway. */
const CODE_RULES: readonly CodeRule[] = [
  {
    // one thing under the many names that Alibaba Cloud's services and gateways have for it
    codes:
      /(?:^|\.)Throttl(?:ing|ed)|^(?:FlowControl|(?:Request|Rate|Qps)+Limit|TooManyRequests?|(?:Service|System|Server)(?:Is)?Busy)/i,
    reason: 'throttled',
    retryable: true,
    advice: 'Other tools of this account share the limit: lower live.qps, or have the quota raised in Quota Center.',
  },
  {
    codes: /^LiveServiceNotFound$/,
    reason: 'service-not-open',
    retryable: false,
    advice: 'Activate ApsaraVideo Live for this account, or use the keys of the account that owns the relays.',
  },
  {
    codes: /^CodeInvalidAliUid$/,
    reason: 'no-domain',
    retryable: false,
    advice: 'The account owns no live domain: use the keys of the account that owns the relays.',
  },
  {
    codes: /^CodeTaskNotExist$/,
    reason: 'task-not-found',
    retryable: false,
    advice: 'The task was deleted, or is in another region.',
  },
  {
    codes: /^(SignatureNonceUsed)$/,
    reason: 'signature',
    retryable: true,
    advice: 'The call is repeated with a new nonce; if this persists, look for a proxy that repeats requests.',
  },
  {
    codes: /^(SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)/,
    reason: 'signature',
    retryable: false,
    advice: 'The access key secret does not belong to the access key id: copy both again from the RAM console.',
  },
  {
    codes: /^InvalidTimeStamp|^IllegalTimestamp/,
    reason: 'clock',
    retryable: false,
    advice: 'The clock of this machine is more than 15 minutes off: synchronize it (NTP).',
  },
  {
    codes: /AccessKey(?:Id)?\.?(?:Is)?(?:Disabled|Inactive|Expired)/,
    reason: 'credentials',
    retryable: false,
    advice:
      'The access key is disabled or has expired: enable it in the RAM console, or give another one; a policy does not help.',
  },
  {
    codes: /^(InvalidAccessKeyId|InvalidSecurityToken|MissingAccessKeyId|MissingSecurityToken|IncompleteAccessKeyId)/,
    reason: 'credentials',
    retryable: false,
    advice:
      'The access key is unknown, disabled or its temporary token has expired: set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN) to valid ones, or give the function a role.',
  },
  {
    codes: /^(Forbidden|NoPermission|UnauthorizedOperation)/,
    reason: 'permission',
    retryable: false,
    advice:
      'Allow live:DescribeLivePullToPushList and live:DescribeLivePullToPush on resource * in a RAM policy of this identity.',
  },
  {
    codes: /^(InvalidApi|InvalidProduct|InvalidAction|InvalidVersion|InvalidProtocol|UnsupportedHTTPMethod)/,
    reason: 'wrong-endpoint',
    retryable: false,
    advice: 'The host that answered does not offer this operation over this protocol: check live.endpoint.',
  },
  {
    codes: /^(InternalError|ServiceUnavailable)/,
    reason: 'server-error',
    retryable: true,
    advice:
      'ApsaraVideo Live has a fault of its own: the call is repeated; if this persists, see the Alibaba Cloud status page.',
  },
  {
    codes: /^(InvalidParam|InvalidRegion|Missing|Invalid)/,
    reason: 'invalid-request',
    retryable: false,
    advice:
      'Live refused a parameter: check live.regions (is this a region that has relays?) and the filters of live.scopes.',
  },
];

/** Characters of Live's own words that a message shows. */
const LONGEST_QUOTE = 200;
const SERVER_ERROR_ADVICE =
  'ApsaraVideo Live or a gateway before it has a fault: the call is repeated; if this persists, see the status page.';
const RETRYABLE_STATUS = new Set([500, 502, 503, 504]);

const NETWORK_ADVICE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host name does not resolve: check live.endpoint, the region and DNS.',
  EAI_AGAIN: 'DNS did not answer: check the network of this machine.',
  ECONNREFUSED: 'Nothing listens there: check live.endpoint.',
  ENETUNREACH: 'There is no route to the host: check the network, VPC or NAT gateway.',
  EHOSTUNREACH: 'There is no route to the host: check the network, VPC or NAT gateway.',
  CERT_HAS_EXPIRED: 'The TLS certificate of the host has expired: check for a proxy in between.',
};

/** Classifies an error body, by code and status alone: texts are free, and classes change between SDK versions. */
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
  // whatever answered may have put anything anywhere
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
    rule?.advice ??
    (serverFault
      ? SERVER_ERROR_ADVICE
      : 'Look the code up in the error table of the operation; the request id helps support.');
  // only a refused parameter is worth quoting; signature errors quote the signed string, with its keys
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

/** An answer that is no answer of Live's: HTML from a proxy, cut or missing JSON, a redirect. */
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

/** No answer came within `timeoutMs`. */
export function callTimedOut(context: LiveCallContext, timeoutMs: number): LiveApiError {
  return new LiveApiError('timeout', context, `no answer within ${timeoutMs} ms`, {
    code: null,
    httpStatus: null,
    requestId: null,
    retryable: true,
    advice: 'The call is repeated; if this persists, check the network path to the endpoint.',
    retryAfterMs: null,
    answered: false,
  });
}

const PROXY_ADVICE =
  'Calls go through the proxy of HTTPS_PROXY or HTTP_PROXY: check it, and whether it may reach the host.';

/** The connection failed or broke. `code` is Node's, for example ECONNRESET. @param proxy that it went through */
export function networkFailed(
  context: LiveCallContext,
  code: string | null,
  proxy: string | null = null,
): LiveApiError {
  const how = `the connection failed${code ? ` (${code})` : ''}${proxy ? `, through the proxy ${proxy}` : ''}`;
  return new LiveApiError('network', context, how, {
    code,
    httpStatus: null,
    requestId: null,
    retryable: true,
    advice:
      (proxy ? PROXY_ADVICE : NETWORK_ADVICE[code ?? '']) ??
      'The call is repeated; if this persists, check the network path to the endpoint.',
    retryAfterMs: null,
    answered: false,
  });
}

/** No usable credentials were found or they could not be fetched. @param why in parentheses, free of secrets; or empty */
export function credentialsMissing(context: LiveCallContext, why = ''): LiveApiError {
  return new LiveApiError('credentials', context, `no Alibaba Cloud credentials were found${why}`, {
    code: null,
    httpStatus: null,
    requestId: null,
    retryable: false,
    advice:
      'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give the function or machine a RAM role.',
    retryAfterMs: null,
    answered: false,
  });
}

/** The keys hold a character that no header may, such as a line break at the end of a secret read from a file. */
export function credentialsMalformed(context: LiveCallContext): LiveApiError {
  return new LiveApiError('credentials', context, 'the credentials hold a character that cannot be sent', {
    code: null,
    httpStatus: null,
    requestId: null,
    retryable: false,
    advice: 'Look for a line break or a blank in the access key id and in the security token.',
    retryAfterMs: null,
    answered: false,
  });
}
