import type { BucketService } from './failure.ts';
import type { S3BucketSettings } from './s3-client.ts';

/** What sentences say of S3, and of the host that a bucket has there. */
export function s3Service({ bucket, region, endpoint }: S3BucketSettings): BucketService {
  return {
    product: 'Amazon S3',
    bucket,
    host: endpoint === undefined ? hostOf(bucket, region) : new URL(endpoint).host,
    permissions: 's3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects',
    howToRestore: '`aws s3api restore-object`',
    howToGiveCredentials: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role',
  };
}

/** As the AWS client finds it; for failures that come before it calls. A certificate covers no name with further dots. */
function hostOf(bucket: string, region: string): string {
  const ofRegion = `s3.${region}.${suffixOf(region)}`;
  return bucket.includes('.') ? ofRegion : `${bucket}.${ofRegion}`;
}

/** Source: partitions.json of the AWS SDKs; the regions of secret networks are left out. */
function suffixOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
