import type { Clock, Random } from '../../base/time.ts';
import type { Call } from '../../http/call.ts';
import { createNumberedStore } from '../numbered-store.ts';
import type { Retention, StateStore } from '../store.ts';
import { ossBucket } from './oss-bucket.ts';
import type { OssKeys } from './oss-signature.ts';
import { type Bucket, bucketPlace } from './place.ts';

export interface OssSettings extends Retention {
  readonly bucket: string;
  /** A folder of its own in the bucket. Default: its root. */
  readonly prefix?: string;
  /** As in `cn-hangzhou`, without `oss-`. */
  readonly region: string;
  /** Default: the region's public one. In the region itself the internal one is free of traffic charges. */
  readonly endpoint?: string;
}

export interface OssDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Asked again for every try, so that rotating keys are followed. */
  readonly credentials: () => Promise<OssKeys>;
  /** One try of one operation; there are two. Default: 7 seconds. */
  readonly timeoutMs?: number;
  readonly call?: Call;
}

/**
 * Snapshots as objects of an Alibaba Cloud OSS bucket, created with `x-oss-forbid-overwrite: true`. The bucket must not
 * be versioned: in such a one OSS ignores that header (`check` finds out).
 * Needs oss:ListObjects on the bucket and oss:GetObject, oss:PutObject, oss:DeleteObject on its objects.
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
    overwriteHint: 'x-oss-forbid-overwrite has no effect on a versioned bucket; use one that never was versioned',
  });
  return createNumberedStore(place, settings);
}
