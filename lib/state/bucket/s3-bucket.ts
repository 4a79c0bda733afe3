import { createHash } from 'node:crypto';
import type { GetObjectCommandOutput, PutObjectCommandInput } from '@aws-sdk/client-s3';
import { isCode } from '../../base/lookup.ts';
import { isHtmlType } from '../../http/web-page.ts';
import { type BucketAction, bucketError } from './failure.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';
import { removeEach } from './removal.ts';
import { NotS3Error, refusingWebPages } from './s3-answer.ts';
import { type S3BucketDeps, type S3BucketSettings, s3Client, type UseS3 } from './s3-client.ts';
import { s3Failure, sdkErrorOf } from './s3-error.ts';
import { s3Service } from './s3-service.ts';

/** What the operations of one bucket share. */
interface S3Parts {
  readonly Bucket: string;
  readonly use: UseS3;
  /** Translates any failure into our words. */
  told(error: unknown, action: BucketAction): Error;
}

/** A bucket accessed through the AWS client. */
export function s3Bucket(settings: S3BucketSettings, deps: S3BucketDeps): Bucket {
  const service = s3Service(settings);
  let called: string | null = null;
  const onCall = (host: string) => {
    called = host;
  };
  const parts: S3Parts = {
    Bucket: settings.bucket,
    use: s3Client(settings, { ...deps, onCall }),
    told: (error, action) => bucketError(s3Failure(error), action, { ...service, host: called ?? service.host }),
  };
  return {
    list: listWith(parts),
    read: readWith(parts),
    create: createWith(parts),
    replace: replaceWith(parts),
    remove: removeWith(parts),
  };
}

function listWith({ Bucket, use, told }: S3Parts): Bucket['list'] {
  return async (Prefix, { after, limit, signal }) => {
    try {
      const page = await use(({ sdk, client }, abortSignal) => {
        const asked = { Bucket, Prefix, MaxKeys: limit, ...(after && { StartAfter: after }) };
        return client.send(new sdk.ListObjectsV2Command(asked), { abortSignal });
      }, signal);
      // an XHTML page is XML too, and would look like an empty bucket
      if (page.IsTruncated === undefined) throw new NotS3Error(page.$metadata.httpStatusCode ?? 200);
      return { keys: (page.Contents ?? []).flatMap(({ Key }) => Key ?? []), more: page.IsTruncated === true };
    } catch (error) {
      throw told(error, 'list');
    }
  };
}

function readWith({ Bucket, use, told }: S3Parts): Bucket['read'] {
  return async (Key, signal) => {
    try {
      return await use(async ({ sdk, client }, abortSignal) => {
        const command = new sdk.GetObjectCommand({ Bucket, Key, Range: LARGEST_RANGE });
        return objectIn(await client.send(command, { abortSignal }));
      }, signal);
    } catch (error) {
      const { name, status } = sdkErrorOf(error);
      if (isCode(name, 'NoSuchKey') || isCode(name, 'NotFound')) return null;
      // an empty object has no range
      if (isCode(name, 'InvalidRange') || status === 416) return { text: '', writer: null };
      throw told(error, 'read');
    }
  };
}

/** A foreign object in the bucket is damaged data, not an answer from another service. @throws NotS3Error */
async function objectIn({ Body, ContentType, Metadata, $metadata }: GetObjectCommandOutput) {
  if (isHtmlType(ContentType ?? null)) throw new NotS3Error($metadata.httpStatusCode ?? 200);
  return { text: (await Body?.transformToString()) ?? '', writer: Metadata?.writer ?? null };
}

function createWith({ Bucket, use, told }: S3Parts): Bucket['create'] {
  return async (Key, Body, writer, giveUp) => {
    const object = { Bucket, Key, Body, Metadata: { writer }, ContentType: 'application/json' };
    const asked = { ...object, IfNoneMatch: '*', ...md5Of(Body) };
    try {
      await put(use, asked, giveUp);
      return 'created';
    } catch (error) {
      const { name, status, attempts } = sdkErrorOf(error);
      if (isCode(name, 'PreconditionFailed') || status === 412) return attempts > 1 ? 'unclear' : 'taken';
      // two wrote at once, and S3 let neither or one of them through, twice: the other one has it
      if (isCode(name, 'ConditionalRequestConflict') || isCode(name, 'OperationAborted')) return 'unclear';
      throw told(error, 'create');
    }
  };
}

async function put(use: UseS3, asked: PutObjectCommandInput, giveUp: AbortSignal | undefined): Promise<void> {
  await use(({ sdk, client }, abortSignal) => {
    return client.send(refusingWebPages(new sdk.PutObjectCommand(asked)), { abortSignal });
  }, giveUp);
}

function replaceWith({ Bucket, use, told }: S3Parts): Bucket['replace'] {
  return async (Key, Body, giveUp) => {
    const asked = { Bucket, Key, Body, ContentType: 'application/x-ndjson', ...md5Of(Body) };
    try {
      await put(use, asked, giveUp);
    } catch (error) {
      throw told(error, 'create');
    }
  };
}

function removeWith({ Bucket, use, told }: S3Parts): Bucket['remove'] {
  return async (keys, signal) => {
    const removeOne = (Key: string) =>
      use(
        ({ sdk, client }, abortSignal) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), { abortSignal }),
        signal,
      ).catch((error: unknown) => {
        throw told(error, 'remove');
      });
    await removeEach(keys, removeOne, signal);
  };
}

/**
 * A bucket with Object Lock requires it, and every service that imitates S3 supports it. Machines in FIPS mode have no
 * MD5.
 */
function md5Of(text: string): { ContentMD5?: string } {
  try {
    return { ContentMD5: createHash('md5').update(text).digest('base64') };
  } catch {
    return {};
  }
}
