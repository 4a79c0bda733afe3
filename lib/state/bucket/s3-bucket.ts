import { createHash } from 'node:crypto';
import { isCode } from '../../base/lookup.ts';
import { keptConnections } from '../../http/agents.ts';
import { bucketError } from './failure.ts';
import { decodedKey, listed, listQuery } from './listing.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';
import { removeEach } from './removal.ts';
import { type S3BucketDeps, type S3Call, S3Caller, S3Refusal } from './s3-call.ts';
import { type S3BucketSettings, s3Service } from './s3-service.ts';

/** Makes one call to this bucket. @throws a StateError, or an S3Refusal that `isExpected` */
type CallBucket = (what: S3Call, isExpected?: (refusal: S3Refusal) => boolean) => ReturnType<S3Caller['call']>;

/** A bucket accessed over signed HTTP with four operations, each a single request. */
export function s3Bucket(settings: S3BucketSettings, deps: S3BucketDeps): Bucket {
  const service = s3Service(settings);
  const caller = new S3Caller(settings, deps, keptConnections(deps.clock));
  const call: CallBucket = async (what, isExpected = () => false) => {
    try {
      return await caller.call(what);
    } catch (error) {
      throw error instanceof S3Refusal && !isExpected(error) ? bucketError(error.failure, what.action, service) : error;
    }
  };
  return {
    list: listWith(call),
    read: readWith(call),
    create: createWith(call),
    replace: replaceWith(call),
    remove: removeWith(call),
  };
}

function listWith(call: CallBucket): Bucket['list'] {
  return async (prefix, page) => {
    const query = listQuery(prefix, page);
    const { text } = await call({ action: 'list', method: 'GET', signal: page.signal, query });
    const isEncoded = /<EncodingType>url<\/EncodingType>/.test(text);
    return listed(text, isEncoded ? decodedKey : plain);
  };
}

function readWith(call: CallBucket): Bucket['read'] {
  return async (key, signal) => {
    const headers = { range: LARGEST_RANGE };
    try {
      const answer = await call(
        { action: 'read', method: 'GET', key, headers, signal },
        (refusal) => isNotThere(refusal) || isEmpty(refusal),
      );
      return { text: answer.text, writer: answer.headers.get('x-amz-meta-writer') };
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error;
      return isNotThere(error) ? null : { text: '', writer: null };
    }
  };
}

function createWith(call: CallBucket): Bucket['create'] {
  return async (key, body, writer, signal) => {
    const headers = {
      'content-type': 'application/json',
      'x-amz-meta-writer': writer,
      'if-none-match': '*',
      ...md5Of(body),
    };
    try {
      await call(
        { action: 'create', method: 'PUT', key, headers, body, signal },
        (refusal) => isTaken(refusal) || isConflict(refusal),
      );
      return 'created';
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error;
      // two wrote at once, and S3 let neither or one of them through, twice: the other one has it
      return isTaken(error) && error.attempts === 1 ? 'taken' : 'unclear';
    }
  };
}

function replaceWith(call: CallBucket): Bucket['replace'] {
  return async (key, body, signal) => {
    const headers = { 'content-type': 'application/x-ndjson', ...md5Of(body) };
    await call({ action: 'create', method: 'PUT', key, headers, body, signal });
  };
}

function removeWith(call: CallBucket): Bucket['remove'] {
  return async (keys, signal) => {
    const removeOne = (key: string) => call({ action: 'remove', method: 'DELETE', key, signal });
    await removeEach(keys, removeOne, signal);
  };
}

function isNotThere({ failure: { code } }: S3Refusal): boolean {
  return isCode(code, 'NoSuchKey') || isCode(code, 'NotFound');
}

/** An empty object has no range. */
function isEmpty({ failure: { code }, status }: S3Refusal): boolean {
  return isCode(code, 'InvalidRange') || status === 416;
}

function isTaken({ failure: { code }, status }: S3Refusal): boolean {
  return isCode(code, 'PreconditionFailed') || status === 412;
}

function isConflict({ failure: { code } }: S3Refusal): boolean {
  return isCode(code, 'ConditionalRequestConflict') || isCode(code, 'OperationAborted');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** From a service that imitates S3 and encodes no keys. */
function plain(key: string): string {
  return key.replace(/&(amp|lt|gt|quot|apos);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/**
 * A bucket with Object Lock requires it, and every service that imitates S3 supports it. Machines in FIPS mode have no
 * MD5.
 */
function md5Of(text: string | Uint8Array): Readonly<Record<string, string>> {
  try {
    return { 'content-md5': createHash('md5').update(text).digest('base64') };
  } catch {
    return {};
  }
}
