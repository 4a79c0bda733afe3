import { isIP } from 'node:net';
import { whyNoKeys } from '../../aliyun/key-chain-error.ts';
import { isCode } from '../../base/lookup.ts';
import type { Clock, Random } from '../../base/time.ts';
import { WHOLE } from '../../http/body.ts';
import { type Call, call, type HttpAnswer } from '../../http/call.ts';
import { withDeadline } from '../../http/deadline.ts';
import { lastProxyOf } from '../../http/last-proxy.ts';
import { type Backoff, withRetries } from '../../http/retry.ts';
import type { Agents } from '../../http/steady-agents.ts';
import { isHtmlType } from '../../http/web-page.ts';
import { type BucketAction, type BucketFailure, bucketFailure, isPassing } from './failure.ts';
import { encodedPath, type OssKeys, ossQuery, signedOssHeaders } from './oss-signature.ts';

export interface OssBucketSettings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
}

export interface OssCallDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly credentials: () => Promise<OssKeys>;
  readonly timeoutMs?: number;
  readonly call?: Call;
  readonly agents: Agents;
}

export interface OssCall {
  readonly action: BucketAction;
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Not signed: only `x-oss-*` headers and those that describe a body are. */
  readonly range?: string;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 7_000;
const ATTEMPTS = 2;
const BACKOFF: Backoff = { baseMs: 400, capMs: 1_000 };

/** An answer that refuses the call, or no answer at all. */
export class OssRefusal extends Error {
  readonly failure: BucketFailure;
  readonly attempts: number;

  constructor(failure: BucketFailure, attempts: number) {
    super(failure.code);
    this.failure = failure;
    this.attempts = attempts;
  }
}

/** Makes one request to OSS and repeats it when the failure may pass. @throws OssRefusal */
export async function callOss(what: OssCall, settings: OssBucketSettings, deps: OssCallDeps): Promise<HttpAnswer> {
  const { clock, random } = deps;
  let attempts = 0;
  const outcome = await withRetries(
    (attempt) => {
      attempts = attempt;
      return callOnce(what, settings, deps);
    },
    (came) => ('kind' in came && isPassing(came) ? {} : null),
    { clock, random, attempts: ATTEMPTS, backoff: BACKOFF, giveUp: what.signal },
  );
  if ('kind' in outcome) throw new OssRefusal(outcome, attempts);
  return outcome;
}

async function callOnce(
  what: OssCall,
  settings: OssBucketSettings,
  deps: OssCallDeps,
): Promise<HttpAnswer | BucketFailure> {
  const { clock, credentials, timeoutMs = TIMEOUT_MS } = deps;
  const bounds = { clock, timeoutMs, giveUp: what.signal };
  let keys: OssKeys;
  try {
    keys = await withDeadline(bounds, credentials);
  } catch (error) {
    if (what.signal?.aborted) return bucketFailure(null, null, error);
    return { kind: 'no-credentials', code: 'no keys', why: whyNoKeys(error) };
  }
  try {
    const answer = await (deps.call ?? call)(requestOf(what, settings, keys, clock), {
      ...bounds,
      reads: WHOLE,
      agents: deps.agents,
    });
    const isOk = answer.status >= 200 && answer.status < 300;
    if (isOk && isOfOss(what, answer)) return answer;
    const proxy = lastProxyOf(deps.agents);
    return { ...failureOf(answer), ...(proxy === null ? {} : { proxy }) };
  } catch (error) {
    return bucketFailure(null, null, error);
  }
}

function requestOf(what: OssCall, settings: OssBucketSettings, keys: OssKeys, clock: Clock) {
  const { method, key = '', query = {}, headers = {}, range, body } = what;
  const isoBasic = clock.nowUtc().toFormat("yyyyMMdd'T'HHmmss'Z'");
  const signed = signedOssHeaders({ ...settings, method, key, query, headers }, keys, isoBasic);
  return {
    url: `${addressOf(settings, key)}${queryPart(query)}`,
    method,
    headers: range === undefined ? signed : { ...signed, range },
    ...(body === undefined ? {} : { body }),
  };
}

/** A login page mistaken for OSS would look like an empty bucket, or like a snapshot that was saved. */
function isOfOss({ action }: OssCall, { headers, text }: HttpAnswer): boolean {
  switch (action) {
    case 'list':
      return text.includes('<ListBucketResult');
    case 'read':
      // a foreign object in the bucket is damaged data, not an answer from another service
      return !isHtmlType(headers.get('content-type'));
    case 'create':
    case 'remove':
      return text === '' || headers.get('x-oss-request-id') !== null;
  }
}

/** OSS answers a call to the wrong region with AccessDenied, and names the right one. */
function failureOf({ status, text }: HttpAnswer): BucketFailure {
  const code = /<Code>([A-Za-z][A-Za-z0-9.]{0,63})<\/Code>/.exec(text)?.[1] ?? null;
  if (code !== null && isCode(code, 'AccessDenied') && text.includes('<Endpoint>'))
    return { kind: 'wrong-region', code };
  return bucketFailure(code, status);
}

/** The bucket is part of the host name. With an IP address, which means a stand-in, it is part of the path. */
export function addressOf(
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
