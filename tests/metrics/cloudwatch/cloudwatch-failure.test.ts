import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../lib/base/log.ts';
import { createCloudWatchBackend } from '../../../lib/metrics/cloudwatch/cloudwatch.ts';
import {
  type CloudWatchFailureKind,
  cloudWatchFailure,
  failureSentence,
} from '../../../lib/metrics/cloudwatch/failure.ts';
import { instantClock } from '../../support/instant-clock.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function thrown(name: string, fields: Record<string, unknown> = {}): Error {
  return Object.assign(new Error('secret text of the service'), { name, ...fields });
}
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe('cloudWatchFailure', () => {
  it.each<[string, unknown, CloudWatchFailureKind]>([
    ['an invalid value', thrown('InvalidParameterValueException', status(400)), 'invalid'],
    ['the same by its older name', thrown('InvalidParameterValue', status(400)), 'invalid'],
    ['a body too large', thrown('Unknown', status(413)), 'invalid'],
    ['a 400 without a known name', thrown('SomethingNew', status(400)), 'invalid'],
    ['throttling, which comes as 400', thrown('Throttling', status(400)), 'throttled'],
    ['throttling by status', thrown('Unknown', status(429)), 'throttled'],
    ['a fault of the service', thrown('InternalServiceFault', status(500)), 'server'],
    ['an HTML page of a proxy', thrown('SyntaxError', status(502)), 'server'],
    ['an HTML page of a hotel', thrown('SyntaxError', status(200)), 'unexpected'],
    ['a redirect', thrown('Unknown', status(301)), 'unexpected'],
    [
      'a refused connection, which the client calls a timeout',
      thrown('TimeoutError', { code: 'ECONNREFUSED' }),
      'network',
    ],
    ['an unknown host', thrown('Error', { code: 'ENOTFOUND' }), 'network'],
    ['a deadline', new DOMException('late', 'TimeoutError'), 'timeout'],
    ['absent credentials', thrown('CredentialsProviderError'), 'no-credentials'],
    ['expired credentials', thrown('ExpiredTokenException', status(403)), 'expired-credentials'],
    ['a wrong key', thrown('UnrecognizedClientException', status(403)), 'wrong-credentials'],
    ['a wrong secret', thrown('SignatureDoesNotMatch', status(403)), 'wrong-credentials'],
    ['a missing permission', thrown('AccessDenied', status(403)), 'access-denied'],
    ['a 403 without a known name', thrown('Unknown', status(403)), 'access-denied'],
    ['a code with a part after it', thrown('UnrecognizedClientException.Deleted', status(403)), 'wrong-credentials'],
    ['a code with a part after it, as 400', thrown('Throttling.User', status(400)), 'throttled'],
    ['a name that every object has', thrown('constructor', status(403)), 'access-denied'],
    ['a method that every object has', thrown('toString'), 'unexpected'],
    ['a wrong clock', thrown('RequestTimeTooSkewed', status(403)), 'clock-skew'],
    ['anything else', 'a string', 'unexpected'],
  ])('sorts %s', (_, error, kind) => {
    const failure = cloudWatchFailure(error);
    expect(failure.kind).toBe(kind);
    expect(failureSentence(failure, 'CloudWatch', 'relaywatch')).not.toContain('secret text');
  });

  it('tries again once the client has learned the right time', () => {
    const $metadata = { httpStatusCode: 403, clockSkewCorrected: true };
    expect(cloudWatchFailure(thrown('RequestTimeTooSkewed', { $metadata })).retryable).toBe(true);
    expect(cloudWatchFailure(thrown('RequestTimeTooSkewed', status(403))).retryable).toBe(false);
  });

  it('quotes no code that is not a plain word', () => {
    expect(cloudWatchFailure(thrown('AKIA/secret=', status(400))).code).toBe('HTTP 400');
  });
});

it('says what to set when there are no credentials at all', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
  const backend = createCloudWatchBackend(
    { namespace: 'relaywatch', region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' },
    { clock: instantClock(), log: silentLog, random: () => 0.5 },
  );
  expect(await backend.check()).toEqual({ ok: false, problem: expect.stringMatching(/AWS_ACCESS_KEY_ID/) });
});
