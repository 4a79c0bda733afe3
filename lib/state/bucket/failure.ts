import { entryOfCode } from '../../base/lookup.ts';
import {
  codeAndProxy,
  isTimeout,
  networkCodeSentence,
  networkErrorCode,
  proxyPart,
  throughProxy,
} from '../../http/network-failure.ts';
import { StateError, type StateErrorReason } from '../state-error.ts';

export type BucketFailureKind =
  | 'no-bucket'
  | 'access-denied'
  | 'no-credentials'
  | 'wrong-credentials'
  | 'expired-credentials'
  | 'clock-skew'
  | 'wrong-region'
  | 'protected'
  | 'archived'
  | 'throttled'
  | 'server'
  | 'network'
  | 'timeout'
  | 'foreign'
  | 'unexpected';

/** Why one request failed. Contains nothing that the service wrote except a checked error code. */
export interface BucketFailure {
  readonly kind: BucketFailureKind;
  /** For example `NoSuchBucket`, `HTTP 502` or `ECONNRESET`. */
  readonly code: string;
  /** Host and port of the proxy that a failed connection went through. */
  readonly proxy?: string;
  /** Why credentials are missing, in parentheses. */
  readonly why?: string;
}

export type BucketAction = 'list' | 'read' | 'create' | 'remove';

/** What error texts need to know about a service and its configuration. */
export interface BucketService {
  readonly product: string;
  readonly bucket: string;
  /** The host that was actually called. */
  readonly host: string;
  /** All permissions that are needed. */
  readonly permissions: string;
  readonly howToGiveCredentials: string;
  readonly howToRestore: string;
}

/** Sources: Amazon S3 API 2006-03-01, Error responses; OSS, HTTP status codes 403, 404 and 5xx. */
const KIND_OF_CODE: Readonly<Record<string, BucketFailureKind>> = {
  NoSuchBucket: 'no-bucket',
  InvalidBucketName: 'no-bucket',
  AccessDenied: 'access-denied',
  AllAccessDisabled: 'access-denied',
  CredentialsProviderError: 'no-credentials',
  InvalidAccessKeyId: 'wrong-credentials',
  SignatureDoesNotMatch: 'wrong-credentials',
  InvalidToken: 'wrong-credentials',
  InvalidSecurityToken: 'wrong-credentials',
  AccessKeyIdAndSecurityTokenNotMatch: 'wrong-credentials',
  InvalidClientTokenId: 'wrong-credentials',
  ExpiredToken: 'expired-credentials',
  TokenRefreshRequired: 'expired-credentials',
  SecurityTokenExpired: 'expired-credentials',
  RequestTimeTooSkewed: 'clock-skew',
  RequestExpired: 'clock-skew',
  PermanentRedirect: 'wrong-region',
  TemporaryRedirect: 'wrong-region',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  FileImmutable: 'protected',
  InvalidObjectState: 'archived',
  OperationAborted: 'server',
  ConditionalRequestConflict: 'server',
  SlowDown: 'throttled',
  Throttling: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequests: 'throttled',
  QpsLimitExceeded: 'throttled',
  DownloadTrafficRateLimitExceeded: 'throttled',
  InternalError: 'server',
  ServiceUnavailable: 'server',
};

/**
 * @param code the service's own error code, or the name of the error that its client threw; null when there was none
 */
export function bucketFailure(code: string | null, status: number | null, error?: unknown): BucketFailure {
  const named = code !== null && /^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(code) ? code : null;
  const known = named === null ? undefined : entryOfCode(KIND_OF_CODE, named);
  if (named !== null && known !== undefined) return { kind: known, code: named };
  if (status !== null) return { kind: kindOfStatus(status), code: named ?? `HTTP ${status}`, ...proxyPart(error) };
  // the AWS client reports a closed connection as a timeout too, but keeps the original code there
  const system = networkErrorCode(error);
  if (system !== null) return { kind: 'network', code: system, ...proxyPart(error) };
  const kind = isTimeout(error) ? 'timeout' : 'unexpected';
  return { kind, code: kind === 'timeout' ? 'no answer' : (named ?? 'no code'), ...proxyPart(error) };
}

/** The status is a success, or one that comes from networks and proxies and says nothing about the service. */
function kindOfStatus(status: number): BucketFailureKind {
  if (status < 301 || [302, 303, 407, 511].includes(status)) return 'foreign';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'server';
  if (status === 401 || status === 403) return 'access-denied';
  return status === 301 || status === 307 ? 'wrong-region' : 'unexpected';
}

/** Whether the same request may succeed a moment later. */
export function isPassing({ kind }: BucketFailure): boolean {
  return kind === 'throttled' || kind === 'server' || kind === 'network' || kind === 'timeout';
}

/** A bucket could not be used. */
export class BucketError extends StateError {
  readonly host: string;
  /** Checked, or our own. */
  readonly code: string;
  /** Whether the same request may succeed a moment later. */
  readonly isPassing: boolean;

  constructor(reason: StateErrorReason, message: string, { host }: BucketService, failure: BucketFailure) {
    super(reason, message);
    this.host = host;
    this.code = failure.code;
    this.isPassing = isPassing(failure);
  }
}

/** One sentence for the person on call: what failed, why, and what to do. */
export function bucketError(failure: BucketFailure, action: BucketAction, service: BucketService): BucketError {
  const writes = action === 'create' || action === 'remove';
  const what = `bucket ${service.bucket} of ${service.product} cannot be ${writes ? 'written' : 'read'}`;
  // a request whose answer was lost may have been carried out
  const doubt = action === 'create' && isPassing(failure) ? '; it may have been written all the same' : '';
  const reason = writes ? 'state-unwritable' : 'state-unreadable';
  return new BucketError(reason, `${what}: ${reasonOf(failure, service)}${doubt}`, service, failure);
}

function reasonOf({ kind, code: bare, proxy, why = '' }: BucketFailure, service: BucketService): string {
  const code = codeAndProxy(bare, proxy);
  const where = service.host;
  switch (kind) {
    case 'no-bucket':
      return `no bucket has this name (${code}); create it, or check state.bucket and state.region`;
    case 'access-denied':
      return `access was denied (${code}); allow ${service.permissions}`;
    case 'no-credentials':
      return `no credentials were found${why}; ${service.howToGiveCredentials}`;
    case 'wrong-credentials':
      return `the credentials were not accepted (${code}); check the access key, its secret and its token`;
    case 'expired-credentials':
      return `the credentials have expired (${code}); renew them`;
    case 'clock-skew':
      return `the time of the request was refused (${code}); set this machine's clock`;
    case 'wrong-region':
      return `it is in another region (${code}); check state.region and state.endpoint`;
    case 'protected':
      return `a retention policy protects its objects (${code}); use a bucket without one, as nothing old can be removed`;
    case 'archived':
      return `its objects are archived (${code}) and cannot be read before they are restored; restore the newest with ${service.howToRestore}, and exempt state.prefix from the lifecycle rule that archives them`;
    case 'throttled':
      return `${where} throttled the requests (${code})`;
    case 'server':
      return `${where} failed (${code})`;
    case 'network':
      return `${where} could not be reached: ${networkCodeSentence(code)}${throughProxy(proxy)}`;
    case 'timeout':
      return `${where} did not answer in time${throughProxy(proxy)}; check the way to it`;
    case 'foreign':
      return `something else answered in place of ${where} (${code}; a login or proxy page?); check state.endpoint and proxies`;
    case 'unexpected':
      return `${where} gave an answer that makes no sense for this request (${code}); check state.region and state.endpoint`;
  }
}
