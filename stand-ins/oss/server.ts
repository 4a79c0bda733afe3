import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { STAND_IN_KEYS } from '../keys.ts';
import { serveOnLoopback } from '../loopback.ts';
import { type Action, actionOf } from './action.ts';
import { authorize, type OssCredential } from './authorize.ts';
import { anObject, createObjectStore, type ObjectStore } from './object-store.ts';
import { type Answer, perform, refusalAnswer } from './operations.ts';
import { Refusal } from './refusal.ts';

/** `lost-answer` does what was asked and then cuts the connection; the others do nothing. */
export type OssFault =
  | 'http500'
  | 'http503'
  | 'html'
  | 'hang'
  | 'disconnect'
  | 'lost-answer'
  | { readonly status: number; readonly code: string };

export interface OssStandInOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Default: cn-hangzhou. */
  readonly region?: string;
  /** Default: relaywatch-state. */
  readonly buckets?: readonly string[];
  /** Buckets of another region: calls are refused with the address to use. */
  readonly elsewhere?: readonly string[];
  /** Buckets with versioning: `x-oss-forbid-overwrite` has no effect on them. */
  readonly versioned?: readonly string[];
  /** Buckets with a locked retention policy: nothing in them is removed or replaced. */
  readonly protected?: readonly string[];
  /** Default: the stand-ins' own key. */
  readonly credentials?: readonly OssCredential[];
  /** The service's clock. Default: the machine's. */
  readonly now?: () => number;
}

export interface OssStandIn {
  readonly url: string;
  readonly port: number;
  /** The keys of a bucket, in order. */
  keys(bucket: string): string[];
  /** Puts an object without asking anybody. */
  plant(bucket: string, key: string, text: string): void;
  /** Every call so far, for example `PUT /relaywatch-state/a.json`; listings with their query. */
  calls(): readonly string[];
  /** The next `times` calls (`which`: of those that begin so, for example `DELETE `) meet this fault. */
  failNext(fault: OssFault, times?: number, which?: string): void;
  close(): Promise<void>;
}

interface Service {
  readonly region: string;
  readonly buckets: ReadonlyMap<string, ObjectStore>;
  readonly elsewhere: readonly string[];
  readonly credentials: readonly OssCredential[];
  readonly now: () => number;
  readonly calls: string[];
  readonly faults: { readonly fault: OssFault; readonly which: string }[];
}

/**
 * OSS on loopback, of API 2019-05-17 what a store of small objects needs: PutObject, GetObject, HeadObject, DeleteObject
 * and ListObjectsV2, with V4 header signatures. The bucket is the first part of the path, as the vendor's clients do
 * with an IP address.
 */
export async function startOssStandIn(options: OssStandInOptions = {}): Promise<OssStandIn> {
  const { buckets = ['relaywatch-state'], versioned = [], protected: locked = [] } = options;
  const kindOf = (name: string) =>
    versioned.includes(name) ? 'versioned' : locked.includes(name) ? 'protected' : 'plain';
  const service: Service = {
    region: options.region ?? 'cn-hangzhou',
    buckets: new Map([...buckets, ...versioned, ...locked].map((name) => [name, createObjectStore(kindOf(name))])),
    elsewhere: options.elsewhere ?? [],
    credentials: options.credentials ?? [STAND_IN_KEYS],
    now: options.now ?? Date.now,
    calls: [],
    faults: [],
  };
  const loopback = await serveOnLoopback((request, response) => serve(request, response, service), options.port);
  return {
    url: loopback.url,
    port: loopback.port,
    keys: (bucket) => service.buckets.get(bucket)?.keys() ?? [],
    plant(bucket, key, text) {
      const object = anObject(Buffer.from(text), { 'content-type': 'application/json' }, service.now());
      service.buckets.get(bucket)?.put(key, object, false);
    },
    calls: () => service.calls,
    failNext: (fault, times = 1, which = '') =>
      void service.faults.push(...Array.from({ length: times }, () => ({ fault, which }))),
    close: loopback.close,
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const fault = nextFault(request, service);
  const requestId = randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase();
  const send = ({ status, headers, body }: Answer) => {
    response.writeHead(status, { 'x-oss-request-id': requestId, server: 'AliyunOSS', ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (fault !== undefined && fault !== 'lost-answer') return meetFault(response, fault, requestId, send);
  const answer = answerTo(request, Buffer.concat(chunks), service, requestId);
  if (fault === 'lost-answer') return void response.destroy();
  send(answer);
}

function nextFault({ method, url }: IncomingMessage, { faults }: Service): OssFault | undefined {
  const index = faults.findIndex(({ which }) => `${method} ${url}`.startsWith(which));
  return index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
}

function answerTo(request: IncomingMessage, body: Buffer, service: Service, requestId: string): Answer {
  const [rawPath = '/', rawQuery = ''] = (request.url ?? '/').split('?', 2);
  try {
    const path = decodeURIComponent(rawPath);
    const [, bucketName = '', key = ''] = /^\/([^/]*)\/?([\s\S]*)$/.exec(path) ?? [];
    const method = request.method ?? '';
    service.calls.push(`${method} ${path}${rawQuery === '' ? '' : `?${rawQuery}`}`);
    const signedPath = key === '' ? `/${bucketName}/` : path;
    const who = authorize(request, signedPath, rawQuery, service.credentials, service.region, service.now());
    const call = { request, method, bucketName, key, query: new URLSearchParams(rawQuery), body };
    checkAllowed(who, actionOf(call));
    return perform(call, bucketOf(bucketName, service), service.now);
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error, requestId);
    if (error instanceof URIError)
      return refusalAnswer(new Refusal(400, 'InvalidURI', 'The path is malformed.'), requestId);
    throw error;
  }
}

function checkAllowed({ denied = [] }: OssCredential, action: Action): void {
  if (!denied.includes(action) && !denied.includes('*')) return;
  throw new Refusal(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.', {
    EC: '0003-00000001',
  });
}

function bucketOf(name: string, { buckets, elsewhere }: Service): ObjectStore {
  if (elsewhere.includes(name)) {
    const message =
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
    throw new Refusal(403, 'AccessDenied', message, { Bucket: name, Endpoint: 'oss-cn-beijing.aliyuncs.com' });
  }
  const store = buckets.get(name);
  if (store) return store;
  throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist.', { BucketName: name });
}

function meetFault(
  response: ServerResponse,
  fault: Exclude<OssFault, 'lost-answer'>,
  requestId: string,
  send: (answer: Answer) => void,
): void {
  if (typeof fault === 'object') {
    send(refusalAnswer(new Refusal(fault.status, fault.code, 'Asked for by a test.'), requestId));
    return;
  }
  switch (fault) {
    case 'hang':
      return;
    case 'disconnect':
      response.destroy();
      return;
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>');
      return;
    case 'http500':
      send(refusalAnswer(new Refusal(500, 'InternalError', 'Please contact the administrator.'), requestId));
      return;
    case 'http503':
      send(refusalAnswer(new Refusal(503, 'ServiceUnavailable', 'Please reduce your request rate.'), requestId));
  }
}
