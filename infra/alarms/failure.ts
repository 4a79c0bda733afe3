import { RelaywatchError } from '../../lib/base/errors.ts';
import { codeAndProxy } from '../../lib/http/network-failure.ts';
import { quote } from '../../lib/http/redact.ts';
import { type CloudWatchFailure, cloudWatchFailure, failureSentence } from '../../lib/metrics/cloudwatch/failure.ts';

/**
 * Alarms or dashboard could not be read or written. The message is a sentence without credentials. The client's own error
 * is not kept as a cause: it holds the signed request, session token included.
 */
export class AlarmsError extends RelaywatchError<CloudWatchFailure['kind'] | 'quota' | 'conflict'> {
  override readonly name = 'AlarmsError';
}

/** Permissions as IAM spells them, which is as CloudWatch spells its operations. */
export type Operation =
  | 'DescribeAlarms'
  | 'ListTagsForResource'
  | 'PutMetricAlarm'
  | 'DeleteAlarms'
  | 'GetDashboard'
  | 'PutDashboard'
  | 'DeleteDashboards';

/**
 * What the client threw, as an error for people, and whether the same call may succeed a moment later.
 * @param secrets are cut out of what is quoted
 */
export function alarmsFailure(
  error: unknown,
  operation: Operation,
  place: string,
  secrets: readonly string[],
): { readonly error: AlarmsError; readonly retryable: boolean } {
  const failure = cloudWatchFailure(error);
  if (/^LimitExceeded/.test(failure.code)) {
    const problem = `AWS refused ${operation} (${failure.code}): the account has reached its limit; ask AWS to raise it, or delete some`;
    return { error: new AlarmsError('quota', problem), retryable: false };
  }
  const { kind, retryable } = failure;
  return { error: new AlarmsError(kind, sentence(failure, operation, place, quoted(error, secrets))), retryable };
}

function sentence(failure: CloudWatchFailure, operation: Operation, place: string, said: string): string {
  switch (failure.kind) {
    case 'invalid':
    case 'unexpected':
      return `${place} refused ${operation} (${codeAndProxy(failure.code, failure.proxy)})${said}`;
    case 'throttled':
      return `${place} throttled ${operation} (${codeAndProxy(failure.code, failure.proxy)}) again and again; try again later, or ask AWS to raise its quota`;
    case 'no-credentials':
      return 'no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE';
    case 'access-denied':
      return `AWS denied ${operation} (${codeAndProxy(failure.code, failure.proxy)}): allow cloudwatch:${operation}; \`relaywatch alarms policy\` prints everything that is needed`;
    default:
      return `${operation} failed: ${failureSentence(failure, place, '')}`;
  }
}

const MOST_CHARS = 300;

/** The service's own words. No operation gives it a secret, but each request has the keys' id and token in its head. */
function quoted(error: unknown, secrets: readonly string[]): string {
  const text = error instanceof Error ? quote(error.message, secrets, MOST_CHARS).replace(/\.$/, '') : '';
  return text === '' ? '' : `: ${text}`;
}

/** Whether the service said that the resource is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFound(Exception)?|DashboardNotFoundError)(\.|$)/.test(error.name);
}
