import { resolve } from 'node:path';
import { present } from '../config/present.ts';
import type { StateSettings } from '../config/schema.ts';
import { createBucketJournal } from '../state/bucket/bucket-journal.ts';
import { bucketTexts } from '../state/bucket/bucket-texts.ts';
import { createOssStore } from '../state/bucket/oss.ts';
import { ossBucket } from '../state/bucket/oss-bucket.ts';
import type { Bucket } from '../state/bucket/place.ts';
import { createS3Store } from '../state/bucket/s3.ts';
import { s3Bucket } from '../state/bucket/s3-bucket.ts';
import { createFileStore } from '../state/file/file.ts';
import { createFileJournal } from '../state/file/file-journal.ts';
import { fileTexts } from '../state/file/file-texts.ts';
import { createHintBox, type HintBox } from '../state/hints.ts';
import type { Journal, JournalRetention } from '../state/journal.ts';
import type { StateStore } from '../state/store.ts';
import { type Makers, made, type PartDeps } from './makers.ts';

interface NamedStore {
  readonly store: StateStore;
  /** Kept beside the store; null if none is kept. */
  readonly journal: Journal | null;
  /** What callbacks reported, kept beside the store. */
  readonly hints: HintBox;
  /** Distinguishes this state from any other on this machine. */
  readonly identity: string;
}

/** One entry per store. */
const STORES: Makers<StateSettings, PartDeps, NamedStore> = {
  file: ({ type, path, journal, ...kept }) => ({
    store: createFileStore(path, kept),
    journal: isKept(journal) ? createFileJournal(path, journal) : null,
    hints: createHintBox(fileTexts(path, 'the hints')),
    identity: identityOf(type, resolve(path)),
  }),
  s3({ type, journal, ...settings }, { clock, random }) {
    const deps = { clock, random };
    const bucket = s3Bucket(settings, deps);
    return { store: createS3Store(settings, deps, bucket), ...inBucket(bucket, { type, journal, ...settings }) };
  },
  oss({ type, journal, ...settings }, { clock, random, ownCredentials: credentials }) {
    const deps = { clock, random, credentials };
    const bucket = ossBucket(settings, deps);
    return { store: createOssStore(settings, deps, bucket), ...inBucket(bucket, { type, journal, ...settings }) };
  },
};

/** The store that `state:` of the configuration describes. */
export function storeOf(settings: StateSettings, deps: PartDeps): NamedStore {
  return made(STORES, present(settings), deps);
}

type BucketSettings = Exclude<StateSettings, { readonly type: 'file' }>;

/** What belongs to a store in a bucket of any vendor. */
function inBucket(
  bucket: Bucket,
  { type, endpoint, bucket: name, prefix, journal }: BucketSettings,
): Omit<NamedStore, 'store'> {
  return {
    journal: isKept(journal) ? createBucketJournal(bucket, prefix ?? '', journal) : null,
    hints: createHintBox(bucketTexts(bucket, prefix ?? '')),
    identity: identityOf(type, endpoint, name, prefix),
  };
}

/** Kept unless it is turned off. */
function isKept(journal: JournalRetention | undefined): boolean {
  return journal?.keepDays !== 0;
}

function identityOf(...place: readonly (string | undefined)[]): string {
  return place.map((part) => part ?? '').join('\n');
}
