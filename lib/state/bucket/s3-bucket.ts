import { createHash } from 'node:crypto';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { withoutNodeVersionWarning } from '../../aws/node-warning.ts';
import type { Clock } from '../../base/time.ts';
import { keptConnections } from '../../http/agents.ts';
import { isHtmlType } from '../../http/web-page.ts';
import { withDeadline } from '../deadline.ts';
import { type BucketAction, type BucketService, bucketError, bucketFailure } from './failure.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';
import { NotS3Error, refusingWebPages } from './s3-answer.ts';

interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys, or what gives them when they are needed. */
export type S3Credentials = S3Keys | (() => Promise<S3Keys>);

export interface S3BucketSettings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
}

export interface S3BucketDeps {
  readonly clock: Clock;
  readonly credentials?: S3Credentials;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const CONNECT_MS = 3_000;
/** Two tries fit in the deadline. */
const ATTEMPT_SHARE = 0.45;
const ATTEMPTS = 2;
/** Each alone: DeleteObjects wants a Content-MD5 in many a store that imitates S3, and the SDK sends none any more. */
const REMOVED_SIDE_BY_SIDE = 10;

type Sdk = typeof import('./s3-sdk.ts');

/** What of an AWS error is looked at. */
interface SdkError {
  readonly name: string | null;
  readonly status: number | null;
  readonly attempts: number;
}

/** A bucket by the AWS client, which is loaded at the first use and not at the start: it costs some 150 ms. */
export function s3Bucket(settings: S3BucketSettings, deps: S3BucketDeps): Bucket {
  const Bucket = settings.bucket;
  const timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  const service = serviceOf(settings);
  let opened: Promise<{ sdk: Sdk; client: S3Client }> | null = null;
  const use = async <T>(
    work: (sdk: Sdk, client: S3Client, signal: AbortSignal) => Promise<T>,
    giveUp: AbortSignal | undefined,
  ): Promise<T> => {
    const withClient = async (abortSignal: AbortSignal) => {
      opened ??= open(settings, deps, timeoutMs);
      const { sdk, client } = await opened;
      return work(sdk, client, abortSignal);
    };
    return withDeadline(deps.clock, timeoutMs, withClient, giveUp);
  };
  const told = (error: unknown, action: BucketAction) => {
    const { name, status } = sdkErrorOf(error);
    return bucketError(bucketFailure(name, status, error), action, service);
  };

  return {
    async list(Prefix, { after, limit, signal }) {
      try {
        const page = await use(
          (sdk, client, abortSignal) =>
            client.send(
              new sdk.ListObjectsV2Command({ Bucket, Prefix, MaxKeys: limit, ...(after && { StartAfter: after }) }),
              { abortSignal },
            ),
          signal,
        );
        // an XHTML page is XML too, and would be an empty bucket
        if (page.IsTruncated === undefined) throw new NotS3Error(page.$metadata.httpStatusCode ?? 200);
        return { keys: (page.Contents ?? []).flatMap(({ Key }) => Key ?? []), more: page.IsTruncated === true };
      } catch (error) {
        throw told(error, 'list');
      }
    },

    async read(Key, signal) {
      try {
        return await use(async (sdk, client, abortSignal) => {
          const command = new sdk.GetObjectCommand({ Bucket, Key, Range: LARGEST_RANGE });
          const got = await client.send(command, { abortSignal });
          // what somebody put into the bucket is damaged, and not foreign
          if (isHtmlType(got.ContentType ?? null)) throw new NotS3Error(got.$metadata.httpStatusCode ?? 200);
          return { text: (await got.Body?.transformToString()) ?? '', writer: got.Metadata?.writer ?? null };
        }, signal);
      } catch (error) {
        const { name, status } = sdkErrorOf(error);
        if (name === 'NoSuchKey' || name === 'NotFound') return null;
        // of nothing there is no part
        if (name === 'InvalidRange' || status === 416) return { text: '', writer: null };
        throw told(error, 'read');
      }
    },

    async create(Key, Body, writer, signal) {
      const put = () =>
        use(
          (sdk, client, abortSignal) =>
            client.send(
              refusingWebPages(
                new sdk.PutObjectCommand({
                  Bucket,
                  Key,
                  Body,
                  IfNoneMatch: '*',
                  ContentType: 'application/json',
                  ...md5Of(Body),
                  Metadata: { writer },
                }),
              ),
              { abortSignal },
            ),
          signal,
        );
      let triedBefore = false;
      for (;;) {
        try {
          await put();
          return 'created';
        } catch (error) {
          const { name, status, attempts } = sdkErrorOf(error);
          if (name === 'PreconditionFailed' || status === 412) {
            return triedBefore || attempts > 1 ? 'unclear' : 'taken';
          }
          // two wrote at once and S3 let neither or one of them through: once more, then the other one has it
          if (name !== 'ConditionalRequestConflict' && name !== 'OperationAborted') throw told(error, 'create');
          if (triedBefore) return 'unclear';
          triedBefore = true;
        }
      }
    },

    async remove(keys, signal) {
      try {
        const removeOne = (Key: string) =>
          use(
            (sdk, client, abortSignal) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), { abortSignal }),
            signal,
          );
        for (let from = 0; from < keys.length; from += REMOVED_SIDE_BY_SIDE) {
          await Promise.all(keys.slice(from, from + REMOVED_SIDE_BY_SIDE).map(removeOne));
        }
      } catch (error) {
        throw told(error, 'remove');
      }
    },
  };
}

/** A bucket with Object Lock asks for it, and everything that imitates S3 knows it. Machines in FIPS mode have no MD5. */
function md5Of(text: string): { ContentMD5?: string } {
  try {
    return { ContentMD5: createHash('md5').update(text).digest('base64') };
  } catch {
    return {};
  }
}

async function open(
  { region, endpoint }: S3BucketSettings,
  { clock, credentials }: S3BucketDeps,
  timeoutMs: number,
): Promise<{ sdk: Sdk; client: S3Client }> {
  const sdk = await import('./s3-sdk.ts');
  const config: S3ClientConfig = {
    region,
    maxAttempts: ATTEMPTS,
    // checksums that are no must are not understood by everything that imitates S3
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, timeoutMs * ATTEMPT_SHARE),
      requestTimeout: timeoutMs * ATTEMPT_SHARE,
      throwOnRequestTimeout: true,
      ...keptConnections(clock),
    },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { sdk, client: withoutNodeVersionWarning(() => new sdk.S3Client(config)) };
}

function serviceOf({ bucket, region, endpoint }: S3BucketSettings): BucketService {
  return {
    product: 'Amazon S3',
    bucket,
    host: endpoint === undefined ? `${bucket}.s3.${region}.amazonaws.com` : new URL(endpoint).host,
    permissions: 's3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects',
    howToGiveCredentials: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the function a role',
  };
}

/** Names of JavaScript's own errors and of an undeclared answer say nothing; then the status does. */
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
