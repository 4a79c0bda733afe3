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

export type CloudWatchFailureKind =
  | 'invalid'
  | 'throttled'
  | 'server'
  | 'network'
  | 'timeout'
  | 'clock-skew'
  | 'no-credentials'
  | 'expired-credentials'
  | 'wrong-credentials'
  | 'access-denied'
  | 'unexpected';

/** Why one request was not accepted. Contains nothing that the service wrote except a checked error code. */
export interface CloudWatchFailure {
  readonly kind: CloudWatchFailureKind;
  /** For example `InvalidParameterValueException`, `HTTP 502` or `ENOTFOUND`. */
  readonly code: string;
  /** Host and port of the proxy that a failed connection went through. */
  readonly proxy?: string;
  /** True when the same request may succeed a moment later. */
  readonly retryable: boolean;
  /** True when no other request of this publication can succeed either. */
  readonly hopeless: boolean;
}

/** Codes of the service, without the suffix `Exception`. Source: CloudWatch API 2010-08-01, Common Errors. */
const KIND_OF_CODE: Readonly<Record<string, CloudWatchFailureKind>> = {
  InvalidParameterValue: 'invalid',
  InvalidParameterCombination: 'invalid',
  MissingRequiredParameter: 'invalid',
  MissingParameter: 'invalid',
  ValidationError: 'invalid',
  Validation: 'invalid',
  Serialization: 'invalid',
  Throttling: 'throttled',
  Throttled: 'throttled',
  RequestThrottled: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequests: 'throttled',
  SlowDown: 'throttled',
  InternalFailure: 'server',
  InternalServiceFault: 'server',
  ServiceUnavailable: 'server',
  ...COMMON_CODES,
  AuthFailure: 'wrong-credentials',
  RequestInTheFuture: 'clock-skew',
  AccessDenied: 'access-denied',
  NotAuthorized: 'access-denied',
  UnauthorizedOperation: 'access-denied',
  OptInRequired: 'access-denied',
};

const RETRYABLE: ReadonlySet<CloudWatchFailureKind> = new Set(['throttled', 'server', 'network', 'timeout']);
const HOPELESS: ReadonlySet<CloudWatchFailureKind> = new Set([
  'clock-skew',
  'no-credentials',
  'expired-credentials',
  'wrong-credentials',
  'access-denied',
]);

/** Classifies whatever the client threw. */
export function cloudWatchFailure(error: unknown): CloudWatchFailure {
  const name = awsErrorName(error);
  const { status, clockSkewCorrected } = awsAnswerFacts(error);
  const kind = kindOf(error, name, status);
  return {
    kind,
    code: status !== null && name === null ? `HTTP ${status}` : (networkErrorCode(error) ?? name ?? 'no code'),
    ...proxyPart(error),
    // The client learned the service's time from its refusal, and signs the next attempt with it.
    retryable: RETRYABLE.has(kind) || clockSkewCorrected,
    hopeless: HOPELESS.has(kind),
  };
}

function kindOf(error: unknown, name: string | null, status: number | null): CloudWatchFailureKind {
  const known = entryOfCode(KIND_OF_CODE, (name ?? '').replace(/Exception(?=\.|$)/, ''));
  if (known !== undefined) return known;
  if (status !== null) return kindOfStatus(status);
  if (isTimeout(error)) return networkErrorCode(error) === null ? 'timeout' : 'network';
  return networkErrorCode(error) === null ? 'unexpected' : 'network';
}

function kindOfStatus(status: number): CloudWatchFailureKind {
  if (status === 429) return 'throttled';
  if (status >= 500) return 'server';
  if (status === 401 || status === 403) return 'access-denied';
  return status === 400 || status === 413 ? 'invalid' : 'unexpected';
}

/** One clause for the person on call: what happened and what to do. `where` is the name of the service or its host. */
export function failureSentence(
  { kind, code: bare, proxy }: CloudWatchFailure,
  where: string,
  namespace: string,
): string {
  const code = codeAndProxy(bare, proxy);
  switch (kind) {
    case 'invalid':
      return `${where} refused points as invalid (${code})`;
    case 'throttled':
      return `${where} throttled the requests (${code}); if it lasts, ask AWS to raise the PutMetricData quota`;
    case 'server':
      return `${where} failed (${code}); if it lasts, look at the AWS Health Dashboard`;
    case 'network':
      return `${where} could not be reached: ${networkCodeSentence(code)}${throughProxy(proxy)}`;
    case 'timeout':
      return `${where} did not answer in time${throughProxy(proxy)}; check the way to it`;
    case 'clock-skew':
      return `${where} refused the time of the request (${code}); set this machine's clock`;
    case 'no-credentials':
      return 'no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role';
    case 'expired-credentials':
      return 'the AWS credentials have expired; renew them';
    case 'wrong-credentials':
      return `AWS does not accept the credentials (${code}); check the access key, its secret and the region`;
    case 'access-denied':
      return `AWS denied the request (${code}); allow cloudwatch:PutMetricData, with a cloudwatch:namespace condition (if any) that admits ${JSON.stringify(namespace)}`;
    case 'unexpected':
      return `${where} could not be used as CloudWatch (${code}); check region and endpoint`;
  }
}
