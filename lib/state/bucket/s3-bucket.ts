import { createHash } from 'node:crypto';
import { isCode } from '../../base/lookup.ts';
import { isHtmlType } from '../../http/web-page.ts';
import { type BucketAction, type BucketService, bucketError, bucketFailure } from './failure.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';
import { removeEach } from './removal.ts';
import { NotS3Error, refusingWebPages } from './s3-answer.ts';
import { type S3BucketDeps, type S3BucketSettings, s3Client, type UseS3 } from './s3-client.ts';

/** The parts of an AWS error that are used. */
interface SdkError {
  readonly name: string | null;
  readonly status: number | null;
  readonly attempts: number;
}

/** What the operations of one bucket share. */
interface S3Parts {
  readonly Bucket: string;
  readonly use: UseS3;
  /** Translates any failure into our words. */
  told(error: unknown, action: BucketAction): Error;
}

/** A bucket accessed through the AWS client. */
export function s3Bucket(settings: S3BucketSettings, deps: S3BucketDeps): Bucket {
  const service = serviceOf(settings);
  const parts: S3Parts = {
    Bucket: settings.bucket,
    use: s3Client(settings, deps),
    told(error, action) {
      const { name, status } = sdkErrorOf(error);
      return bucketError(bucketFailure(name, status, error), action, service);
    },
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
        const got = await client.send(command, { abortSignal });
        // a foreign object in the bucket is damaged data, not an answer from another service
        if (isHtmlType(got.ContentType ?? null)) throw new NotS3Error(got.$metadata.httpStatusCode ?? 200);
        return { text: (await got.Body?.transformToString()) ?? '', writer: got.Metadata?.writer ?? null };
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

function createWith(parts: S3Parts): Bucket['create'] {
  return async (Key, Body, writer, signal) => {
    const createOnce = () => tryToCreate({ Key, Body, Metadata: { writer } }, parts, signal);
    const first = await createOnce();
    if (first !== 'in conflict') return first;
    // two sweeps wrote at once and S3 let at most one through: try once more, and the other one has it
    const second = await createOnce();
    return second === 'created' ? 'created' : 'unclear';
  };
}

async function tryToCreate(
  object: { readonly Key: string; readonly Body: string; readonly Metadata: Record<string, string> },
  { Bucket, use, told }: S3Parts,
  giveUp: AbortSignal | undefined,
): Promise<'created' | 'taken' | 'unclear' | 'in conflict'> {
  const asked = { Bucket, ...object, IfNoneMatch: '*', ContentType: 'application/json', ...md5Of(object.Body) };
  try {
    await use(
      ({ sdk, client }, abortSignal) => client.send(refusingWebPages(new sdk.PutObjectCommand(asked)), { abortSignal }),
      giveUp,
    );
    return 'created';
  } catch (error) {
    const { name, status, attempts } = sdkErrorOf(error);
    if (isCode(name, 'PreconditionFailed') || status === 412) return attempts > 1 ? 'unclear' : 'taken';
    if (isCode(name, 'ConditionalRequestConflict') || isCode(name, 'OperationAborted')) return 'in conflict';
    throw told(error, 'create');
  }
}

function replaceWith({ Bucket, use, told }: S3Parts): Bucket['replace'] {
  return async (Key, Body, giveUp) => {
    const asked = { Bucket, Key, Body, ContentType: 'application/x-ndjson', ...md5Of(Body) };
    try {
      await use(
        ({ sdk, client }, abortSignal) =>
          client.send(refusingWebPages(new sdk.PutObjectCommand(asked)), { abortSignal }),
        giveUp,
      );
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

function serviceOf({ bucket, region, endpoint }: S3BucketSettings): BucketService {
  return {
    product: 'Amazon S3',
    bucket,
    host: endpoint === undefined ? `${bucket}.s3.${region}.amazonaws.com` : new URL(endpoint).host,
    permissions: 's3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects',
    howToRestore: '`aws s3api restore-object`',
    howToGiveCredentials: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role',
  };
}

/** The names of JavaScript's own errors and of an undeclared answer say nothing; the status is used instead. */
function sdkErrorOf(error: unknown): SdkError {
  if (!(error instanceof Error)) return { name: null, status: null, attempts: 1 };
  const mute = ['Error', 'TypeError', 'SyntaxError', 'TimeoutError', 'AbortError', 'Unknown', 'UnknownError'];
  const metadata: unknown = '$metadata' in error ? error.$metadata : null;
  return {
    name: mute.includes(error.name) || /^\d+$/.test(error.name) ? null : error.name,
    status: numberIn(metadata, 'httpStatusCode'),
    attempts: numberIn(metadata, 'attempts') ?? 1,
  };
}

function numberIn(metadata: unknown, field: string): number | null {
  const value = (metadata as Record<string, unknown> | null)?.[field];
  return typeof value === 'number' ? value : null;
}
