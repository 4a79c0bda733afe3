import { randomUUID } from 'node:crypto';
import { errorText } from '../../base/errors.ts';
import type { SnapshotPlace } from '../snapshot-place.ts';
import { StateError } from '../state-error.ts';

export interface KeyPage {
  readonly keys: readonly string[];
  /** Whether there are keys after these. */
  readonly more: boolean;
}

export interface ListOptions {
  readonly after?: string;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

export interface StoredText {
  readonly text: string;
  /** What `create` was given; null when the object has none. */
  readonly writer: string | null;
}

/** What the stores need of an object service. Every function throws StateError; a signal gives up as a deadline does. */
export interface Bucket {
  /** Keys that begin with `prefix` and come after `after`, in the order of their bytes. */
  list(prefix: string, options: ListOptions): Promise<KeyPage>;
  /** Null when there is no such object. */
  read(key: string, signal?: AbortSignal): Promise<StoredText | null>;
  /** Creates an object that was not there. `writer` is kept with it. */
  create(key: string, text: string, writer: string, signal?: AbortSignal): Promise<Creation>;
  /** Puts an object in the place of the one that was there, if any. */
  replace(key: string, text: string, signal?: AbortSignal): Promise<void>;
  remove(keys: readonly string[], signal?: AbortSignal): Promise<void>;
}

/**
 * `unclear`: it is taken now but an earlier try got no answer, so that it may be our own. `unguarded`: it is there, but
 * the service said that it would have replaced another as well.
 */
export type Creation = 'created' | 'taken' | 'unclear' | 'unguarded';

export interface BucketPlaceSettings {
  readonly type: string;
  readonly bucket: string;
  /** A folder of its own in the bucket; the empty text is the bucket's root. */
  readonly prefix: string;
  /** Why objects of this service may be overwritten all the same, and what to do about it. */
  readonly overwriteHint: string;
}

/** Anything larger than a snapshot can be would only fill the reader's memory; half of it counts as torn. */
export const LARGEST_RANGE = `bytes=0-${128 * 2 ** 20 - 1}`;
/** Neither service lists more keys at once. */
const MOST_KEYS_A_LISTING = 1_000;
/** A listing is billed like a write, so that one at every snapshot would double the bill. */
const CLEAR_EVERY = 10;
const HIGHEST = 10 ** 12 - 1;
/** No snapshot, and not empty: the AWS client takes an empty text for a stream. */
const PROBE = '{}\n';
const NAME = /^snapshot-(\d{12})\.json$/;

/**
 * Snapshots as objects `<prefix>/snapshot-<999999999999 - number>.json`. Services list keys in ascending order only;
 * counted down, the newest comes first, and one short listing finds it however many there are.
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
        // keys of somebody else stand before ours: past them in large steps
        atOnce = MOST_KEYS_A_LISTING;
        if (!page.more || after === undefined || numbers.length >= limit) return numbers.slice(0, limit);
      }
    },
    read: async (number, signal) => (await bucket.read(keyOf(number), signal))?.text ?? { problem: 'is gone' },
    async create(number, text, signal) {
      const { created, unguarded } = await create(bucket, keyOf(number), text, signal);
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

/** A try whose answer was lost may have created it: then who wrote it decides, not that it is there. */
async function create(
  bucket: Bucket,
  key: string,
  text: string,
  signal?: AbortSignal,
): Promise<{ readonly created: boolean; readonly unguarded: boolean }> {
  const writer = randomUUID();
  const outcome = await bucket.create(key, text, writer, signal);
  const created = outcome === 'unclear' ? (await bucket.read(key, signal))?.writer === writer : outcome !== 'taken';
  return { created, unguarded: outcome === 'unguarded' };
}

/** Uses every right that the store needs, and finds out whether creating twice really fails. */
async function tryOut(bucket: Bucket, key: string, settings: BucketPlaceSettings): Promise<void> {
  let failed: unknown = null;
  try {
    // inside: one whose answer was lost may have been created
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

/** @returns what kept it from being removed, with its name; null when it is not there any more */
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

/** It says of an object that nobody has written that it is there. */
function refusesToCreate({ bucket }: BucketPlaceSettings): StateError {
  const why = 'it says of every new object that there is one already';
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

/** Without a slash before it and with one after it, as both services write folders. */
export function folderOf(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `${bare}/`;
}
