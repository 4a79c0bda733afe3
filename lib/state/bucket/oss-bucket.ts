import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { whyNoKeys } from '../../aliyun/key-chain-error.ts';
import type { Clock, Random } from '../../base/time.ts';
import { keptConnections } from '../../http/agents.ts';
import { type Backoff, fullJitterMs } from '../../http/backoff.ts';
import { nodeCall } from '../../http/node-call.ts';
import type { Agents } from '../../http/steady-agents.ts';
import { isHtmlType } from '../../http/web-page.ts';
import { withDeadline } from '../deadline.ts';
import {
  type BucketAction,
  type BucketFailure,
  type BucketService,
  bucketError,
  bucketFailure,
  isPassing,
} from './failure.ts';
import { encodedPath, type OssKeys, ossQuery, signedOssHeaders } from './oss-signature.ts';
import { type Bucket, LARGEST_RANGE } from './place.ts';

export interface OssBucketSettings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
}

export interface OssBucketDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly credentials: () => Promise<OssKeys>;
  readonly timeoutMs?: number;
  readonly call?: typeof nodeCall;
}

interface OssCall {
  readonly action: BucketAction;
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Not signed: only `x-oss-*` and what describes a body is. */
  readonly range?: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

interface OssAnswer {
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

const TIMEOUT_MS = 7_000;
const ATTEMPTS = 2;
const BACKOFF: Backoff = { baseMs: 400, capMs: 1_000 };
const REMOVED_SIDE_BY_SIDE = 10;

/** An answer that is a refusal, or none at all. */
class OssRefusal extends Error {
  readonly failure: BucketFailure;
  readonly attempts: number;

  constructor(failure: BucketFailure, attempts: number) {
    super(failure.code);
    this.failure = failure;
    this.attempts = attempts;
  }
}

/** A bucket by signed HTTP: four calls, of which each is one request. */
export function ossBucket(settings: OssBucketSettings, deps: OssBucketDeps): Bucket {
  const service = serviceOf(settings);
  const agents = keptConnections(deps.clock);
  const call = async (what: OssCall) => {
    try {
      return await callPatiently(what, settings, { ...deps, agents });
    } catch (error) {
      throw error instanceof OssRefusal && !isExpected(error)
        ? bucketError(error.failure, what.action, service)
        : error;
    }
  };
  const removeOne = (signal: AbortSignal | undefined) => (key: string) =>
    call({ action: 'remove', method: 'DELETE', key, signal });
  return {
    async list(prefix, { after, limit, signal }) {
      const { text } = await call({
        action: 'list',
        method: 'GET',
        signal,
        query: {
          'list-type': '2',
          'encoding-type': 'url',
          prefix,
          'max-keys': String(limit),
          ...(after === undefined ? {} : { 'start-after': after }),
        },
      });
      const keys = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => decodedKey(key));
      return { keys, more: /<IsTruncated>true<\/IsTruncated>/.test(text) };
    },

    async read(key, signal) {
      try {
        const { text, headers } = await call({ action: 'read', method: 'GET', key, range: LARGEST_RANGE, signal });
        const writer = headers['x-oss-meta-writer'];
        return { text, writer: typeof writer === 'string' ? writer : null };
      } catch (error) {
        if (error instanceof OssRefusal && error.failure.code === 'NoSuchKey') return null;
        throw error;
      }
    },

    async create(key, body, writer, signal) {
      const headers = {
        'content-type': 'application/json',
        'x-oss-forbid-overwrite': 'true',
        'x-oss-meta-writer': writer,
      };
      try {
        const answer = await call({ action: 'create', method: 'PUT', key, headers, body, signal });
        // only a bucket with versions, kept or suspended, gives one; there x-oss-forbid-overwrite has no effect
        return answer.headers['x-oss-version-id'] === undefined ? 'created' : 'unguarded';
      } catch (error) {
        if (!(error instanceof OssRefusal)) throw error;
        return error.attempts > 1 ? 'unclear' : 'taken';
      }
    },

    async remove(keys, signal) {
      for (let from = 0; from < keys.length; from += REMOVED_SIDE_BY_SIDE) {
        await Promise.all(keys.slice(from, from + REMOVED_SIDE_BY_SIDE).map(removeOne(signal)));
      }
    },
  };
}

/** Refusals that are answers: the callers above know what they mean. */
function isExpected({ failure: { code } }: OssRefusal): boolean {
  return code === 'FileAlreadyExists' || code === 'NoSuchKey';
}

interface CallDeps extends OssBucketDeps {
  readonly agents: Agents;
}

async function callPatiently(what: OssCall, settings: OssBucketSettings, deps: CallDeps): Promise<OssAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await callOnce(what, settings, deps);
    if (!('kind' in answer)) return answer;
    if (attempt >= ATTEMPTS || !isPassing(answer) || what.signal?.aborted) throw new OssRefusal(answer, attempt);
    // given up in between, the next try ends at once
    await deps.clock.sleep(fullJitterMs(attempt, BACKOFF, deps.random), what.signal).catch(() => undefined);
  }
}

async function callOnce(
  what: OssCall,
  settings: OssBucketSettings,
  { clock, credentials, timeoutMs = TIMEOUT_MS, call = nodeCall, agents }: CallDeps,
): Promise<OssAnswer | BucketFailure> {
  const { method, key = '', query = {}, headers = {}, range, body, signal: giveUp } = what;
  let keys: OssKeys;
  try {
    keys = await withDeadline(clock, timeoutMs, credentials, giveUp);
  } catch (error) {
    if (giveUp?.aborted) return bucketFailure(null, null, error);
    return { kind: 'no-credentials', code: 'no keys', why: whyNoKeys(error) };
  }
  const isoBasic = clock.nowUtc().toFormat("yyyyMMdd'T'HHmmss'Z'");
  const signed = signedOssHeaders({ ...settings, method, key, query, headers }, keys, isoBasic);
  try {
    const send = async (signal: AbortSignal) => {
      const init = {
        method,
        headers: range === undefined ? signed : { ...signed, range },
        signal,
        agents,
        ...(body === undefined ? {} : { body }),
      };
      const answer = await call(`${addressOf(settings, key)}${queryPart(query)}`, init);
      const isOk = answer.status >= 200 && answer.status < 300;
      return isOk && isOfOss(what, answer) ? answer : failureOf(answer.status, answer.text);
    };
    return await withDeadline(clock, timeoutMs, send, giveUp);
  } catch (error) {
    return bucketFailure(null, null, error);
  }
}

/** A login's page, taken for OSS, would be an empty bucket, and a snapshot that is saved. */
function isOfOss({ action }: OssCall, { headers, text }: OssAnswer): boolean {
  switch (action) {
    case 'list':
      return text.includes('<ListBucketResult');
    case 'read':
      // what somebody put into the bucket is damaged, and not foreign
      return !isHtmlType(headers['content-type'] ?? null);
    case 'create':
    case 'remove':
      return text === '' || headers['x-oss-request-id'] !== undefined;
  }
}

/** OSS answers a call at the wrong region's address with AccessDenied, and names the right one. */
function failureOf(status: number, text: string): BucketFailure {
  const code = /<Code>([A-Za-z][A-Za-z0-9.]{0,63})<\/Code>/.exec(text)?.[1] ?? null;
  if (code === 'AccessDenied' && text.includes('<Endpoint>')) return { kind: 'wrong-region', code };
  return bucketFailure(code, status);
}

/** The bucket is part of the host name; of an IP address, which is a stand-in, it is part of the path. */
function addressOf(
  { bucket, region, endpoint = `https://oss-${region}.aliyuncs.com` }: OssBucketSettings,
  key: string,
) {
  const { protocol, host, hostname } = new URL(endpoint);
  const isNumeric = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost';
  return isNumeric
    ? `${protocol}//${host}${encodedPath(`/${bucket}/${key}`)}`
    : `${protocol}//${bucket}.${host}${encodedPath(`/${key}`)}`;
}

function queryPart(query: Readonly<Record<string, string>>): string {
  const text = ossQuery(query);
  return text === '' ? '' : `?${text}`;
}

/** A key that is not ours may be encoded in a way of its own; it is passed over by its name. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function serviceOf(settings: OssBucketSettings): BucketService {
  return {
    product: 'Alibaba Cloud OSS',
    bucket: settings.bucket,
    host: new URL(addressOf(settings, '')).host,
    permissions: 'oss:ListObjects on the bucket, and oss:GetObject, oss:PutObject and oss:DeleteObject on its objects',
    howToGiveCredentials:
      'set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give the function a role',
  };
}
