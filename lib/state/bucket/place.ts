import { randomUUID } from 'node:crypto';
import { errorText } from '../../base/errors.ts';
import type { SnapshotPlace } from '../snapshot-place.ts';
import { StateError } from '../state-error.ts';

export interface KeyPage {
  readonly keys: readonly string[];
  /** Whether there are more keys after these. */
  readonly more: boolean;
}

export interface ListOptions {
  readonly after?: string;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

export interface StoredText {
  readonly text: string;
  /** The `writer` that was passed to `create`; null when the object has none. */
  readonly writer: string | null;
}

/**
 * What the stores need from an object service. Every function throws StateError; aborting by the signal works like a
 * deadline.
 */
export interface Bucket {
  /** Keys that begin with `prefix` and come after `after`, sorted by their bytes. */
  list(prefix: string, options: ListOptions): Promise<KeyPage>;
  /** Null when there is no such object. */
  read(key: string, signal?: AbortSignal): Promise<StoredText | null>;
  /** Creates an object unless it already exists. `writer` is stored with it. */
  create(key: string, text: Uint8Array, writer: string, signal?: AbortSignal): Promise<Creation>;
  /** Puts an object in the place of the one that was there, if any. */
  replace(key: string, text: string, signal?: AbortSignal): Promise<void>;
  /** Tries each, whatever becomes of the others. @throws NotRemovedError */
  remove(keys: readonly string[], signal?: AbortSignal): Promise<void>;
}

/**
 * `unclear`: it exists now, but an earlier attempt got no answer, so it may be our own. `unguarded`: it was created,
 * but the service said that it would also have replaced an existing object.
 */
export type Creation = 'created' | 'taken' | 'unclear' | 'unguarded';

export interface BucketPlaceSettings {
  readonly type: string;
  readonly bucket: string;
  /** A folder for relaywatch alone in the bucket; an empty text means the bucket's root. */
  readonly prefix: string;
  /** Why this service may overwrite objects nevertheless, and what to do about it. */
  readonly overwriteHint: string;
}

/** Anything larger than a snapshot can be would only fill the reader's memory; a truncated one counts as torn. */
export const LARGEST_RANGE = `bytes=0-${128 * 2 ** 20 - 1}`;
/** Neither service lists more keys per request. */
const MOST_KEYS_A_LISTING = 1_000;
/** A listing is billed like a write, so one per snapshot would double the bill. */
const CLEAR_EVERY = 10;
const HIGHEST = 10 ** 12 - 1;
/** Not a snapshot, but not empty either: the AWS client mistakes an empty text for a stream. */
const PROBE = Buffer.from('{}\n');
const NAME = /^snapshot-(\d{12})\.json$/;

/**
 * Snapshots as objects `<prefix>/snapshot-<999999999999 - number>.json`. Services list keys in ascending order only.
 * Because the numbers count down, the newest comes first, and one short listing finds it however many there are.
 */
export function bucketPlace(bucket: Bucket, settings: BucketPlaceSettings): SnapshotPlace {
  const prefix = folderOf(settings.prefix);
  const keyOf = (number: number) => `${prefix}snapshot-${String(HIGHEST - number).padStart(12, '0')}.json`;
  let guarded = true;
  return {
    type: settings.type,
    name: `bucket ${settings.bucket}${prefix === '' ? '' : `, prefix ${prefix}`}`,
    clearEvery: CLEAR_EVERY,
    async numbers({ below, limit, signal }) {
      const numbers: number[] = [];
      let after = below === undefined ? undefined : keyOf(below);
      let atOnce = Math.min(limit, MOST_KEYS_A_LISTING);
      for (;;) {
        const page = await bucket.list(`${prefix}snapshot-`, {
          ...(after === undefined ? {} : { after }),
          limit: atOnce,
          signal,
        });
        numbers.push(...page.keys.flatMap((key) => numberOf(key.slice(prefix.length)) ?? []));
        after = page.keys.at(-1);
        // foreign keys sort before ours: skip them in large steps
        atOnce = MOST_KEYS_A_LISTING;
        if (!page.more || after === undefined || numbers.length >= limit) return numbers.slice(0, limit);
      }
    },
    read: async (number, signal) => (await bucket.read(keyOf(number), signal))?.text ?? { problem: 'is gone' },
    async create(number, text, signal) {
      const { created, unguarded } = await create(bucket, keyOf(number), bytesOf(text), signal);
      if (unguarded) guarded = false;
      return created;
    },
    async clear(old, _created, signal) {
      if (old.length > 0) await bucket.remove(old.map(keyOf), signal);
    },
    tryOut: () => tryOut(bucket, `${prefix}check-${randomUUID()}`, settings),
    troubles: () => (guarded ? [] : [overwritten(settings).message]),
  };
}

/** Both services want to know the length before the first byte. As bytes it takes half of what it would as a text, or less. */
function bytesOf(text: Iterable<string>): Uint8Array {
  return Buffer.concat(Array.from(text, (piece) => Buffer.from(piece)));
}

/**
 * An attempt whose answer was lost may have created the object, so we check who wrote it and not merely that it exists.
 */
async function create(
  bucket: Bucket,
  key: string,
  text: Uint8Array,
  signal?: AbortSignal,
): Promise<{ readonly created: boolean; readonly unguarded: boolean }> {
  const writer = randomUUID();
  const outcome = await bucket.create(key, text, writer, signal);
  const created = outcome === 'unclear' ? (await bucket.read(key, signal))?.writer === writer : outcome !== 'taken';
  return { created, unguarded: outcome === 'unguarded' };
}

/** Uses every permission that the store needs, and checks that creating an object twice really fails. */
async function tryOut(bucket: Bucket, key: string, settings: BucketPlaceSettings): Promise<void> {
  let failed: unknown = null;
  try {
    // inside the try block: an attempt whose answer was lost may have created the object
    const first = await create(bucket, key, PROBE);
    if (!first.created) throw refusesToCreate(settings);
    const again = await create(bucket, key, PROBE);
    if (again.created) throw overwritten(settings);
    await bucket.read(key);
  } catch (error) {
    failed = error;
  }
  const left = await removeProbe(bucket, key);
  if (failed !== null && left === null) throw failed;
  if (left !== null)
    throw failed === null ? left : new StateError(left.reason, `${errorText(failed)}; ${left.message}`);
}

/** @returns why it could not be removed, with its name; null when it is gone */
async function removeProbe(bucket: Bucket, key: string): Promise<StateError | null> {
  try {
    await bucket.remove([key]);
    return null;
  } catch (error) {
    const gone = await bucket.read(key).then(
      (found) => found === null,
      () => false,
    );
    if (gone) return null;
    const left = `the object ${key} is left behind, remove it by hand`;
    return new StateError('state-unwritable', `${errorText(error)}; ${left}`);
  }
}

/** The service claims that an object nobody has written already exists. */
function refusesToCreate({ bucket }: BucketPlaceSettings): StateError {
  const why = 'it claims that every new object already exists';
  return new StateError(
    'state-unwritable',
    `bucket ${bucket} cannot be written: ${why}; a service that imitates another must know If-None-Match (S3) or x-oss-forbid-overwrite (OSS)`,
  );
}

function overwritten({ bucket, overwriteHint }: BucketPlaceSettings): StateError {
  return new StateError('state-unwritable', `bucket ${bucket} lets objects be overwritten: ${overwriteHint}`);
}

function numberOf(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : HIGHEST - Number(digits);
}

/** Without a leading slash and with a trailing one, as both services write folders. */
export function folderOf(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `${bare}/`;
}
