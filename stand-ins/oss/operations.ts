import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { xmlDocument } from '../live/xml.ts';
import { actionOf } from './action.ts';
import { listing } from './listing.ts';
import { anObject, type ObjectStore, type StoredObject } from './object-store.ts';
import { checkUnderstood } from './parameters.ts';
import { isWanted, partOf } from './reading.ts';
import { Refusal } from './refusal.ts';

export interface Call {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly bucketName: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Does what was asked, on the bucket that was named. @throws Refusal */
export function perform(call: Call, store: ObjectStore, now: () => number): Answer {
  const action = actionOf(call);
  checkUnderstood(action, call.query, call.request.headers);
  checkDigest(call.request.headers['content-md5'], call.body);
  switch (action) {
    case 'oss:ListObjects':
      return xml(200, 'ListBucketResult', listing(call.bucketName, call.query, store));
    case 'oss:PutObject':
      return put(call, store, now());
    case 'oss:GetObject':
      return call.query.has('objectMeta') ? meta(store.get(call.key)) : read(call, store.get(call.key));
    case 'oss:DeleteObject':
      store.delete(call.key);
      return { status: 204 };
  }
}

/** What a client gives with an object, to get it back with the object. */
const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

function put({ request, body, key }: Call, store: ObjectStore, nowMs: number): Answer {
  const entries = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  const kept = entries.filter(([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-oss-meta-'));
  const object = anObject(body, { 'content-type': 'application/octet-stream', ...Object.fromEntries(kept) }, nowMs);
  store.put(key, object, forbidsOverwrite(request));
  return {
    status: 200,
    headers: {
      etag: object.etag,
      'x-oss-hash-crc64ecma': object.crc64,
      'content-md5': md5Of(body),
      ...versionOf(store),
    },
  };
}

function read({ request, query }: Call, object: StoredObject): Answer {
  const { body, headers, etag, crc64, modifiedMs } = object;
  const readable = { etag, modifiedMs, length: body.length };
  const about = {
    'last-modified': new Date(modifiedMs).toUTCString(),
    etag,
    'accept-ranges': 'bytes',
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
    'x-oss-hash-crc64ecma': crc64,
  };
  if (!isWanted(readable, request.headers)) return { status: 304, headers: about };
  const part = partOf(readable, request.headers);
  const given = part === null ? body : body.subarray(part.first, part.last + 1);
  const range = part === null ? {} : { 'content-range': `bytes ${part.first}-${part.last}/${body.length}` };
  return {
    status: part === null ? 200 : 206,
    headers: { ...about, ...headers, ...overridden(query), ...range, 'content-length': String(given.length) },
    body: given,
  };
}

/** GetObjectMeta: the least there is to know. */
function meta({ body, etag, modifiedMs, crc64 }: StoredObject): Answer {
  const headers = { etag, 'last-modified': new Date(modifiedMs).toUTCString(), 'x-oss-hash-crc64ecma': crc64 };
  return { status: 200, headers: { ...headers, 'content-length': String(body.length) } };
}

/** `response-content-type` in the query, and similar parameters. */
function overridden(query: URLSearchParams): Record<string, string> {
  const asked = [...query].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(asked.map(([name, value]) => [name.slice('response-'.length), value]));
}

/** Answers include a version id if the bucket is versioned. */
function versionOf({ kind }: ObjectStore): Readonly<Record<string, string>> {
  return kind === 'versioned' ? { 'x-oss-version-id': randomUUID().replaceAll('-', '') } : {};
}

function forbidsOverwrite({ headers }: IncomingMessage): boolean {
  const value = headers['x-oss-forbid-overwrite'] ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new Refusal(400, 'InvalidArgument', 'x-oss-forbid-overwrite must be true or false.', { EC: '0017-00000279' });
}

function checkDigest(told: string | string[] | undefined, body: Buffer): void {
  if (told === undefined || told === md5Of(body)) return;
  throw new Refusal(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', {
    'Content-MD5': String(told),
  });
}

function md5Of(body: Buffer): string {
  return createHash('md5').update(body).digest('base64');
}

/** @param requestId the one in the answer's headers, too */
export function refusalAnswer({ status, code, message, details }: Refusal, requestId: string): Answer {
  const fields = { Code: code, Message: message, RequestId: requestId, HostId: '127.0.0.1', ...details };
  const answer = xml(status, 'Error', fields);
  // HEAD answers have no body, so it goes into a header
  const inHead = Buffer.from(String(answer.body)).toString('base64');
  const ec = details.EC === undefined ? {} : { 'x-oss-ec': details.EC };
  return { ...answer, headers: { ...answer.headers, ...ec, 'x-oss-err': inHead } };
}

function xml(status: number, root: string, fields: Record<string, unknown>): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, fields, 'repeated') };
}
