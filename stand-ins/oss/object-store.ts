import { createHash } from 'node:crypto';
import { crc64 } from '../crc64.ts';
import { Refusal } from './refusal.ts';

export interface StoredObject {
  readonly body: Buffer;
  /** Those that were given with it and come back with it: content-type, cache-control, x-oss-meta-* and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly crc64: string;
  readonly modifiedMs: number;
}

export interface ListOptions {
  readonly prefix: string;
  /** Keys that contain it after the prefix are listed as one, cut after it. Empty: none. */
  readonly delimiter: string;
  /** Entries after this one alone. */
  readonly after: string;
  readonly limit: number;
}

/** An object, or what several have in common. */
export type Listed = { readonly key: string; readonly object: StoredObject } | { readonly key: string };

export interface Listing {
  readonly entries: readonly Listed[];
  readonly truncated: boolean;
}

/** The objects of one bucket. */
export interface ObjectStore {
  readonly kind: BucketKind;
  /** @throws Refusal when overwriting is forbidden and there is one */
  put(key: string, object: StoredObject, forbidOverwrite: boolean): void;
  get(key: string): StoredObject;
  delete(key: string): void;
  list(options: ListOptions): Listing;
  keys(): string[];
}

/** `versioned`: OSS takes no notice of `x-oss-forbid-overwrite`. `protected`: by a retention policy that is locked. */
export type BucketKind = 'plain' | 'versioned' | 'protected';

/** An object as it is kept, with what the service computes from its body. */
export function anObject(body: Buffer, headers: StoredObject['headers'], modifiedMs: number): StoredObject {
  const md5 = createHash('md5').update(body).digest('hex').toUpperCase();
  return { body, headers, modifiedMs, etag: `"${md5}"`, crc64: crc64(body) };
}

export function createObjectStore(kind: BucketKind): ObjectStore {
  const objects = new Map<string, StoredObject>();
  const keys = () => [...objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    kind,
    put(key, object, forbidOverwrite) {
      if (forbidOverwrite && kind !== 'versioned' && objects.has(key)) {
        const message = 'The object you specified already exists and can not be overwritten.';
        throw new Refusal(409, 'FileAlreadyExists', message, { EC: '0026-00000002' });
      }
      objects.set(key, object);
    },
    get(key) {
      const object = objects.get(key);
      if (object) return object;
      throw new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key, EC: '0026-00000001' });
    },
    delete(key) {
      if (kind === 'protected' && objects.has(key)) {
        throw new Refusal(409, 'FileImmutable', 'The object you specified is immutable.', { Key: key });
      }
      objects.delete(key);
    },
    list({ prefix, delimiter, after, limit }) {
      const found = new Map<string, Listed>();
      for (const key of keys().filter((one) => one.startsWith(prefix))) {
        const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        const name = end === -1 ? key : key.slice(0, end + delimiter.length);
        if (after !== '' && Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0) continue;
        const object = objects.get(key);
        found.set(name, name === key && object ? { key, object } : { key: name });
      }
      const entries = [...found.values()];
      return { entries: entries.slice(0, limit), truncated: entries.length > limit };
    },
    keys,
  };
}
