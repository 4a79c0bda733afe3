import { awsAnswerFacts, awsErrorName, COMMON_CODES } from '../../aws/error.ts';
import { entryOfCode } from '../../base/lookup.ts';
import {
  codeAndProxy,
  isTimeout,
  networkCodeSentence,
  networkErrorCode,
  proxyPart,
  throughProxy,
} from '../../http/network-failure.ts';

/** Why SNS did not accept a call. Holds nothing that the service wrote except a checked error code. */
export interface SnsFailure {
  readonly kind: Kind;
  /** For example `NotFound`, `HTTP 502` or `ENOTFOUND`. */
  readonly code: string;
  /** Host and port of the proxy that a failed connection went through. */
  readonly proxy?: string;
}

type Kind =
  | 'throttled'
  | 'server'
  | 'network'
  | 'timeout'
  | 'invalid'
  | 'not-found'
  | 'access-denied'
  | 'encryption'
  | 'clock-skew'
  | 'no-credentials'
  | 'expired-credentials'
  | 'wrong-credentials'
  | 'foreign'
  | 'unexpected';

/** Codes without the ending `Exception`. Source: Amazon SNS API 2010-03-31, Publish and Common Errors. */
const KIND_OF_CODE: Readonly<Record<string, Kind>> = {
  Throttled: 'throttled',
  Throttling: 'throttled',
  KMSThrottling: 'throttled',
  RequestThrottled: 'throttled',
  TooManyRequests: 'throttled',
  InternalError: 'server',
  InternalFailure: 'server',
  ServiceUnavailable: 'server',
  InvalidParameter: 'invalid',
  InvalidParameterValue: 'invalid',
  ParameterValueInvalid: 'invalid',
  ValidationError: 'invalid',
  Validation: 'invalid',
  NotFound: 'not-found',
  ResourceNotFound: 'not-found',
  TopicNotFound: 'not-found',
  EndpointDisabled: 'not-found',
  AuthorizationError: 'access-denied',
  AccessDenied: 'access-denied',
  NotAuthorized: 'access-denied',
  OptInRequired: 'access-denied',
  InvalidSecurity: 'access-denied',
  KMSAccessDenied: 'encryption',
  KMSDisabled: 'encryption',
  KMSInvalidState: 'encryption',
  KMSNotFound: 'encryption',
  KMSOptInRequired: 'encryption',
  ...COMMON_CODES,
};

/** May pass by itself: expired keys may be renewed by whoever issues them, and a proxy may stop interfering. */
const RETRYABLE: ReadonlySet<Kind> = new Set([
  'throttled',
  'server',
  'network',
  'timeout',
  'expired-credentials',
  'foreign',
]);
/** Need a human: no message gets through until then. */
const BROKEN: ReadonlySet<Kind> = new Set([
  'not-found',
  'access-denied',
  'encryption',
  'clock-skew',
  'no-credentials',
  'expired-credentials',
  'wrong-credentials',
  'foreign',
]);

/** Sorts whatever the client threw into a failure of a known kind. */
export function snsFailure(error: unknown): SnsFailure {
  const name = nameOf(error);
  const { status } = awsAnswerFacts(error);
  const code = name ?? (status === null ? (networkErrorCode(error) ?? 'no code') : `HTTP ${status}`);
  return { kind: kindOf(error, name, status), code, ...proxyPart(error) };
}

export function isRetryable({ kind }: SnsFailure): boolean {
  return RETRYABLE.has(kind);
}

export function isBroken({ kind }: SnsFailure): boolean {
  return BROKEN.has(kind);
}

function kindOf(error: unknown, name: string | null, status: number | null): Kind {
  const known = entryOfCode(KIND_OF_CODE, name ?? '');
  if (known !== undefined) return known;
  if (status !== null) return kindOfStatus(status);
  if (isTimeout(error)) return 'timeout';
  return networkErrorCode(error) === null ? 'unexpected' : 'network';
}

/** SNS accepts with an id and redirects nobody: a success without one, and a redirect, are a proxy's or a login's. */
function kindOfStatus(status: number): Kind {
  if (status < 400 || [407, 501, 505, 511].includes(status)) return 'foreign';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'server';
  if (status === 401 || status === 403) return 'access-denied';
  if (status === 404) return 'not-found';
  return status === 400 || status === 413 ? 'invalid' : 'unexpected';
}

/** The name of a broken socket's error says nothing. */
function nameOf(error: unknown): string | null {
  if (networkErrorCode(error) !== null || isTimeout(error)) return null;
  return awsErrorName(error)?.replace(/Exception(?=\.|$)/, '') ?? null;
}

/** One clause for the person on call: what happened and what to do. `where` names the service and the topic. */
export function failureSentence({ kind, code: bare, proxy }: SnsFailure, where: string, action: string): string {
  const code = codeAndProxy(bare, proxy);
  switch (kind) {
    case 'throttled':
      return `${where} throttled the call (${code}); if it lasts, ask AWS to raise the quota of ${action}`;
    case 'server':
      return `${where} failed (${code}); if it lasts, look at the AWS Health Dashboard`;
    case 'network':
      return `${where} could not be reached: ${networkCodeSentence(code)}${throughProxy(proxy)}`;
    case 'timeout':
      return `${where} could not be reached: it did not answer in time${throughProxy(proxy)}`;
    case 'invalid':
      return `${where} refused the call as invalid (${code})`;
    case 'not-found':
      return `${where} does not exist or is disabled (${code}); check topicArn and region`;
    case 'access-denied':
      return `${where} denied the call (${code}); allow ${action} on the topic to the credentials' identity`;
    case 'encryption':
      return `${where} cannot use its encryption key (${code}); allow the identity the topic's KMS key`;
    case 'clock-skew':
      return `${where} refused the time of the call (${code}); set this machine's clock`;
    case 'no-credentials':
      return `${where}: no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role`;
    case 'expired-credentials':
      return `${where}: the AWS credentials have expired; renew them`;
    case 'wrong-credentials':
      return `${where} does not accept the credentials (${code}); check the access key, its secret and the region`;
    case 'foreign':
      return `something else answered in place of ${where} (${code}; a login or proxy page?); check region, endpoint and proxies`;
    case 'unexpected':
      return `${where} could not be used as Amazon SNS (${code}); check region and endpoint`;
  }
}
