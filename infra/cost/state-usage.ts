import type { StateSettings } from '../../lib/config/schema.ts';
import { bucketTexts } from '../../lib/state/bucket/bucket-texts.ts';
import { type Bucket, bucketPlace } from '../../lib/state/bucket/place.ts';
import { createHintBox } from '../../lib/state/hints.ts';
import { createNumberedStore } from '../../lib/state/numbered-store.ts';
import { EMPTY_SNAPSHOT } from '../../lib/state/snapshot.ts';
import { SAMPLE_TIME } from './sample-points.ts';

/** Average number of requests to the state's bucket per sweep. */
export interface StateUsage {
  readonly writes: number;
  readonly listings: number;
  readonly reads: number;
  /** Deleted keys: one request each on OSS, free on S3. */
  readonly removed: number;
}

const ROSTER = Uint32Array.of(1);
const SNAPSHOT = { ...EMPTY_SNAPSHOT, savedAt: SAMPLE_TIME.toISO() };
/** One with the lease, one with the findings before they are told, one with what was told. */
const SNAPSHOTS_A_SWEEP = 3;
/** One with the lease, one without it. */
const SNAPSHOTS_A_LOOK = 2;
/** What waits, and at its end whether something came meanwhile. */
const LISTINGS_A_LOOK = 2;
const MOST_HINTS = 1_000;
/** Snapshots kept by default. */
const KEPT = 50;
/** The list of relays is kept once in so many sweeps at most, at one a minute. */
const SWEEPS_A_ROSTER = 10;
/** Enough sweeps for the regular clean-up to occur. */
const SWEEPS = 100;

/** State stored in a bucket. */
export type BucketSettings = Extract<StateSettings, { readonly bucket: string }>;

/**
 * Measured by running the store on a bucket that counts requests.
 * @param looks how often a sweep looks for hints while it reads; null where no callbacks are expected
 */
export async function stateUsage(state: BucketSettings, looks: number | null): Promise<StateUsage> {
  const bucket = countingBucket();
  const place = bucketPlace(bucket, { type: state.type, bucket: state.bucket, prefix: '', overwriteHint: '' });
  const store = createNumberedStore(place, state.keep === undefined ? {} : { keep: state.keep });
  const hints = createHintBox(bucketTexts(bucket, ''));
  const saves = async (many: number) => {
    const { newest } = await store.load();
    for (let save = 1; save <= many; save++) await store.create(newest + save, SNAPSHOT);
  };
  /** In a quiet minute: what waits, and was refused, before it reads; what waits meanwhile; one look afterwards. */
  const look = async (times: number) => {
    await hints.takeRefused();
    for (let time = 0; time < 1 + times; time++) await hints.waiting(MOST_HINTS);
    await saves(SNAPSHOTS_A_LOOK);
    for (let time = 0; time < LISTINGS_A_LOOK; time++) await hints.waiting(1);
  };
  const sweeps = async (many: number) => {
    for (let sweep = 0; sweep < many; sweep++) {
      await saves(SNAPSHOTS_A_SWEEP);
      if (looks === null) continue;
      await look(looks);
      if (sweep % SWEEPS_A_ROSTER === 0) await hints.roster.keep(ROSTER);
    }
  };
  for (let number = 1; number <= (state.keep ?? KEPT); number++) await place.create(number, JSON.stringify(SNAPSHOT));
  await sweeps(SWEEPS);
  const before = { ...bucket.counts };
  await sweeps(SWEEPS);
  const { counts } = bucket;
  return {
    writes: (counts.writes - before.writes) / SWEEPS,
    listings: (counts.listings - before.listings) / SWEEPS,
    reads: (counts.reads - before.reads) / SWEEPS,
    removed: (counts.removed - before.removed) / SWEEPS,
  };
}

/** The requests of one look at a state that changes nothing. */
export async function lookUsage({
  type,
  bucket: name,
}: BucketSettings): Promise<Pick<StateUsage, 'listings' | 'reads'>> {
  const bucket = countingBucket();
  const place = bucketPlace(bucket, { type, bucket: name, prefix: '', overwriteHint: '' });
  const store = createNumberedStore(place);
  await store.create(1, SNAPSHOT);
  const before = { ...bucket.counts };
  await store.load();
  return { listings: bucket.counts.listings - before.listings, reads: bucket.counts.reads - before.reads };
}

function countingBucket(): Bucket & { readonly counts: Record<keyof StateUsage, number> } {
  const objects = new Map<string, string>();
  const counts = { writes: 0, listings: 0, reads: 0, removed: 0 };
  return {
    counts,
    async list(prefix, { after = '', limit }) {
      counts.listings += 1;
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return { keys: keys.slice(0, limit), more: keys.length > limit };
    },
    async read(key) {
      counts.reads += 1;
      const text = objects.get(key);
      return text === undefined ? null : { text, writer: null };
    },
    async create(key, text) {
      counts.writes += 1;
      if (objects.has(key)) return 'taken';
      objects.set(key, Buffer.from(text).toString());
      return 'created';
    },
    async replace(key, text) {
      counts.writes += 1;
      objects.set(key, text);
    },
    async remove(keys) {
      counts.removed += keys.length;
      for (const key of keys) objects.delete(key);
    },
  };
}
