/**
 * The parts of the SDK that we use, in a module of their own: an import() of the package itself would put all of it
 * into the bundle. @public
 */
export {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
