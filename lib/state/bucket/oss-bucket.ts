import { isCode } from '../../base/lookup.ts';
import { keptConnections } from '../../http/agents.ts';
import { type BucketService, bucketError } from './failure.ts';
import { listed, listQuery } from './listing.ts';
import { addressOf, callOss, type OssBucketSettings, type OssCall, type OssCallDeps, OssRefusal } from './oss-call.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';
import { removeEach } from './removal.ts';

export type OssBucketDeps = Omit<OssCallDeps, 'agents'>;

/** Makes one call to this bucket. @throws a StateError, or an OssRefusal that is a regular answer */
type CallBucket = (what: OssCall) => ReturnType<typeof callOss>;

/** A bucket accessed over signed HTTP with four operations, each a single request. */
export function ossBucket(settings: OssBucketSettings, deps: OssBucketDeps): Bucket {
  const service = serviceOf(settings);
  const agents = keptConnections(deps.clock);
  const call: CallBucket = async (what) => {
    try {
      return await callOss(what, settings, { ...deps, agents });
    } catch (error) {
      throw error instanceof OssRefusal && !isExpected(error)
        ? bucketError(error.failure, what.action, service)
        : error;
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
    return listed(text);
  };
}

function readWith(call: CallBucket): Bucket['read'] {
  return async (key, signal) => {
    try {
      const { text, headers } = await call({ action: 'read', method: 'GET', key, range: LARGEST_RANGE, signal });
      return { text, writer: headers.get('x-oss-meta-writer') };
    } catch (error) {
      if (error instanceof OssRefusal && isCode(error.failure.code, 'NoSuchKey')) return null;
      throw error;
    }
  };
}

function createWith(call: CallBucket): Bucket['create'] {
  return async (key, body, writer, signal) => {
    const headers = {
      'content-type': 'application/json',
      'x-oss-forbid-overwrite': 'true',
      'x-oss-meta-writer': writer,
    };
    try {
      const answer = await call({ action: 'create', method: 'PUT', key, headers, body, signal });
      // only a bucket with versioning, enabled or suspended, returns a version id; there x-oss-forbid-overwrite has no
      // effect
      return answer.headers.get('x-oss-version-id') === null ? 'created' : 'unguarded';
    } catch (error) {
      if (!(error instanceof OssRefusal)) throw error;
      return error.attempts > 1 ? 'unclear' : 'taken';
    }
  };
}

function replaceWith(call: CallBucket): Bucket['replace'] {
  return async (key, body, signal) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    await call({ action: 'create', method: 'PUT', key, headers, body, signal });
  };
}

function removeWith(call: CallBucket): Bucket['remove'] {
  return async (keys, signal) => {
    const removeOne = (key: string) => call({ action: 'remove', method: 'DELETE', key, signal });
    await removeEach(keys, removeOne, signal);
  };
}

/** Refusals that are regular answers, to be interpreted by the operations above. */
function isExpected({ failure: { code } }: OssRefusal): boolean {
  return isCode(code, 'FileAlreadyExists') || isCode(code, 'NoSuchKey');
}

function serviceOf(settings: OssBucketSettings): BucketService {
  return {
    product: 'Alibaba Cloud OSS',
    bucket: settings.bucket,
    host: new URL(addressOf(settings, '')).host,
    permissions: 'oss:ListObjects on the bucket, and oss:GetObject, oss:PutObject and oss:DeleteObject on its objects',
    howToRestore: '`ossutil restore`',
    howToGiveCredentials:
      'set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give the function a role',
  };
}
