import type { BucketService } from './failure.ts';

export interface S3BucketSettings {
  readonly bucket: string;
  readonly region: string;
  /** Of a service that imitates S3. */
  readonly endpoint?: string;
}

/** What sentences say of S3, and of the host that a bucket has there. */
export function s3Service(settings: S3BucketSettings): BucketService {
  return {
    product: 'Amazon S3',
    bucket: settings.bucket,
    host: new URL(originOf(settings)).host,
    permissions: 's3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects',
    howToRestore: '`aws s3api restore-object`',
    howToGiveCredentials: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role',
  };
}

/** Scheme and host of a bucket. A service that imitates S3 has the bucket in the path. */
export function originOf(settings: S3BucketSettings): string {
  const { bucket, region, endpoint } = settings;
  if (endpoint !== undefined) return new URL(endpoint).origin;
  const ofRegion = `s3.${region}.${suffixOf(region)}`;
  return `https://${isInPath(settings) ? ofRegion : `${bucket}.${ofRegion}`}`;
}

/** The path of an object, or of the bucket itself, not encoded. */
export function pathOf(settings: S3BucketSettings, key: string): string {
  const { bucket, endpoint } = settings;
  const base = endpoint === undefined ? '' : new URL(endpoint).pathname.replace(/\/$/, '');
  return isInPath(settings) ? `${base}/${bucket}/${key}` : `/${key}`;
}

/** A certificate covers no name with further dots. */
function isInPath({ bucket, endpoint }: S3BucketSettings): boolean {
  return endpoint !== undefined || bucket.includes('.');
}

/** Source: partitions.json of the AWS SDKs; the regions of secret networks are left out. */
function suffixOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
