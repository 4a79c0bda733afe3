import { Refusal } from './refusal.ts';

interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  /** The headers x-oss-meta-*. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: string;
}

export interface ListOptions {
  readonly prefix: string;
  /** Keys after this one alone. */
  readonly after: string;
  readonly limit: number;
}

export interface Listing {
  readonly keys: readonly string[];
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
    list({ prefix, after, limit }) {
      const isAfter = (key: string) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
      const found = keys().filter((key) => key.startsWith(prefix) && (after === '' || isAfter(key)));
      return { keys: found.slice(0, limit), truncated: found.length > limit };
    },
    keys,
  };
}
