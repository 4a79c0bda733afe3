import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { xmlDocument } from '../live/xml.ts';
import type { ObjectStore } from './object-store.ts';
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
  const { key, body } = call;
  switch (actionOf(call)) {
    case 'oss:ListObjects':
      return list(call, store);
    case 'oss:PutObject':
      store.put(key, storedObject(call, now), forbidsOverwrite(call));
      return { status: 200, headers: { etag: etagOf(body), ...versionOf(store) } };
    case 'oss:GetObject': {
      const object = store.get(key);
      const { metadata, contentType, lastModified } = object;
      const headers = {
        ...metadata,
        'content-type': contentType,
        'content-length': String(object.body.length),
        'last-modified': new Date(lastModified).toUTCString(),
        etag: etagOf(object.body),
      };
      return { status: 200, headers, body: object.body };
    }
    case 'oss:DeleteObject':
      store.delete(key);
      return { status: 204 };
  }
}

export type Action = 'oss:ListObjects' | 'oss:PutObject' | 'oss:GetObject' | 'oss:DeleteObject';

/** The action as permissions call it. @throws Refusal when there is none */
export function actionOf({ method, key, query }: Call): Action {
  if (method === 'GET' && key === '' && query.get('list-type') === '2') return 'oss:ListObjects';
  if (key !== '' && method === 'PUT') return 'oss:PutObject';
  if (key !== '' && (method === 'GET' || method === 'HEAD')) return 'oss:GetObject';
  if (key !== '' && method === 'DELETE') return 'oss:DeleteObject';
  throw new Refusal(405, 'MethodNotAllowed', 'This stand-in knows objects one by one and ListObjectsV2 alone.');
}

/** A version id is told of a bucket that keeps versions. */
function versionOf({ kind }: ObjectStore): Readonly<Record<string, string>> {
  return kind === 'versioned' ? { 'x-oss-version-id': randomUUID().replaceAll('-', '') } : {};
}

function forbidsOverwrite({ request }: Call): boolean {
  const value = request.headers['x-oss-forbid-overwrite'] ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new Refusal(400, 'InvalidArgument', 'x-oss-forbid-overwrite must be true or false.', { EC: '0017-00000279' });
}

function storedObject({ request, body }: Call, now: () => number) {
  const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-oss-meta-'));
  return {
    body,
    contentType: request.headers['content-type'] ?? 'application/octet-stream',
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name, String(value)])),
    lastModified: new Date(now()).toISOString(),
  };
}

function list({ bucketName, query }: Call, store: ObjectStore): Answer {
  const limit = Number(query.get('max-keys') ?? '100');
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    throw new Refusal(400, 'InvalidArgument', 'max-keys must be from 1 to 1000.', { ArgumentName: 'max-keys' });
  }
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString();
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const { keys, truncated } = store.list({ prefix, after, limit });
  const fields = {
    Name: bucketName,
    Prefix: encode(prefix),
    MaxKeys: limit,
    ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
    IsTruncated: truncated,
    ...(truncated ? { NextContinuationToken: Buffer.from(keys.at(-1) ?? '').toString('base64') } : {}),
    Contents: keys.map((key) => contentsOf(key, store, encode)),
    KeyCount: keys.length,
  };
  return xml(200, 'ListBucketResult', fields);
}

function contentsOf(key: string, store: ObjectStore, encode: (text: string) => string) {
  const { body, lastModified } = store.get(key);
  const Type = 'Normal';
  return {
    Key: encode(key),
    LastModified: lastModified,
    ETag: etagOf(body),
    Type,
    Size: body.length,
    StorageClass: 'Standard',
  };
}

export function refusalAnswer({ status, code, message, details }: Refusal): Answer {
  return xml(status, 'Error', {
    Code: code,
    Message: message,
    RequestId: requestId(),
    HostId: '127.0.0.1',
    ...details,
  });
}

function xml(status: number, root: string, fields: Record<string, unknown>): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, fields, 'repeated') };
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex').toUpperCase()}"`;
}

export function requestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase();
}
