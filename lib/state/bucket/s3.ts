import { createNumberedStore } from '../numbered-store.ts';
import type { Retention, StateStore } from '../store.ts';
import { type Bucket, bucketPlace } from './place.ts';
import { s3Bucket } from './s3-bucket.ts';
import type { S3BucketDeps } from './s3-call.ts';

export interface S3Settings extends Retention {
  readonly bucket: string;
  /** A folder for relaywatch alone in the bucket. Default: its root. */
  readonly prefix?: string;
  readonly region: string;
  /** For a service that imitates S3; the bucket is then named in the path. */
  readonly endpoint?: string;
}

/**
 * Snapshots as objects of an Amazon S3 bucket, created with `If-None-Match: *`.
 * Needs s3:ListBucket on the bucket and s3:GetObject, s3:PutObject, s3:DeleteObject on its objects.
 * Source: Amazon S3 API 2006-03-01, conditional writes (2024-08).
 */
export function createS3Store(
  settings: S3Settings,
  deps: S3BucketDeps,
  bucket: Bucket = s3Bucket(settings, deps),
): StateStore {
  const place = bucketPlace(bucket, {
    type: 's3',
    bucket: settings.bucket,
    prefix: settings.prefix ?? '',
    overwriteHint: 'this service does not honour If-None-Match; use one that does',
  });
  return createNumberedStore(place, settings);
}
