import type { Clock, Random } from '../../base/time.ts';
import type { Call } from '../../http/call.ts';
import { createNumberedStore } from '../numbered-store.ts';
import type { Retention, StateStore } from '../store.ts';
import { ossBucket } from './oss-bucket.ts';
import type { OssKeys } from './oss-signature.ts';
import { type Bucket, bucketPlace } from './place.ts';

export interface OssSettings extends Retention {
  readonly bucket: string;
  /** A folder for relaywatch alone in the bucket. Default: its root. */
  readonly prefix?: string;
  /** For example `cn-hangzhou`, without `oss-`. */
  readonly region: string;
  /** Default: the region's public one. Within the region, the internal one saves traffic charges. */
  readonly endpoint?: string;
}

export interface OssDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Called for every attempt, so that rotating keys are picked up. */
  readonly credentials: () => Promise<OssKeys>;
  /** Time for one attempt; each operation has two. Default: 7 seconds. */
  readonly timeoutMs?: number;
  readonly call?: Call;
}

/**
 * Snapshots as objects of an Alibaba Cloud OSS bucket, created with `x-oss-forbid-overwrite: true`. The bucket must not
 * be versioned, because OSS then ignores that header (`check` detects this). Needs oss:ListObjects on the bucket and
 * oss:GetObject, oss:PutObject, oss:DeleteObject on its objects.
 * Source: OSS API 2019-05-17.
 */
export function createOssStore(
  settings: OssSettings,
  deps: OssDeps,
  bucket: Bucket = ossBucket(settings, deps),
): StateStore {
  const place = bucketPlace(bucket, {
    type: 'oss',
    bucket: settings.bucket,
    prefix: settings.prefix ?? '',
    overwriteHint: 'x-oss-forbid-overwrite has no effect on a versioned bucket; use one that was never versioned',
  });
  return createNumberedStore(place, settings);
}
