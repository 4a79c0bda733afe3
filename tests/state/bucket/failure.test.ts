import { describe, expect, it } from 'vitest';
import { bucketFailure } from '../../../lib/state/bucket/failure.ts';

describe('why a bucket did not serve', () => {
  it.each([
    ['InvalidAccessKeyId.NotFound', 403, 'wrong-credentials'],
    ['InvalidAccessKeyId.Inactive', 403, 'wrong-credentials'],
    ['InvalidObjectState.Deep', 403, 'archived'],
    ['SecurityTokenExpired.Sts.Old', 403, 'expired-credentials'],
    ['Throttling.User', 400, 'throttled'],
    ['AccessDenied.ByPolicy', 403, 'access-denied'],
    ['NoSuchBucket.Deleted', 404, 'no-bucket'],
  ])('%s is known by its first part', (code, status, kind) => {
    expect(bucketFailure(code, status)).toEqual({ kind, code });
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'constructor.name'])(
    '%s is a code like any that is not known',
    (code) => {
      expect(bucketFailure(code, 403)).toEqual({ kind: 'access-denied', code });
      expect(bucketFailure(code, 500)).toEqual({ kind: 'server', code });
      expect(bucketFailure(code, null)).toEqual({ kind: 'unexpected', code });
    },
  );
});
