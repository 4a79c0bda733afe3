/** The parts of the SDK that are used, loaded as one: an import() of the package itself would bring all of it into the bundle. @public */
export {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
