import { describe, expect, it } from 'vitest';
import { type BucketFailureKind, bucketError, bucketFailure, isPassing } from '../../../lib/state/bucket/failure.ts';

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

  it.each<[number, BucketFailureKind, isPassing: boolean]>([
    [200, 'foreign', false],
    [300, 'foreign', false],
    [301, 'wrong-region', false],
    [302, 'foreign', false],
    [303, 'foreign', false],
    [307, 'wrong-region', false],
    [400, 'unexpected', false],
    [401, 'access-denied', false],
    [403, 'access-denied', false],
    [407, 'foreign', false],
    [429, 'throttled', true],
    [500, 'server', true],
    [511, 'foreign', false],
  ])('HTTP %i without a code is %s', (status, kind, passes) => {
    const failure = bucketFailure(null, status);
    expect(failure).toEqual({ kind, code: `HTTP ${status}` });
    expect(isPassing(failure)).toBe(passes);
  });

  it.each(['<b>NoSuchBucket', 'NoSuchBucket: secret', '4711', ''])('%j is no code, and not shown', (code) => {
    expect(bucketFailure(code, 403)).toEqual({ kind: 'access-denied', code: 'HTTP 403' });
  });

  it('is told with what may have happened all the same, and what to do', () => {
    const service = {
      ...{ product: 'Alibaba Cloud OSS', bucket: 'b', host: 'oss.example.com', permissions: 'oss:GetObject' },
      ...{ howToGiveCredentials: 'give keys', howToRestore: 'a restore' },
    };
    const told = (status: number, action: 'create' | 'remove' | 'read') =>
      bucketError(bucketFailure(null, status), action, service).message;
    expect([told(500, 'create'), told(500, 'remove'), told(403, 'create'), told(200, 'read')]).toEqual([
      'bucket b of Alibaba Cloud OSS cannot be written: oss.example.com failed (HTTP 500); it may have been written all the same',
      'bucket b of Alibaba Cloud OSS cannot be written: oss.example.com failed (HTTP 500)',
      'bucket b of Alibaba Cloud OSS cannot be written: access was denied (HTTP 403); allow oss:GetObject',
      'bucket b of Alibaba Cloud OSS cannot be read: something else answered in place of oss.example.com (HTTP 200; a login or proxy page?); check state.endpoint and proxies',
    ]);
  });
});
