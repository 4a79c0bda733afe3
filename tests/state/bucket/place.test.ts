import { describe, expect, it } from 'vitest';
import { createOssStore } from '../../../lib/state/bucket/oss.ts';
import { type Bucket, bucketPlace, type Creation } from '../../../lib/state/bucket/place.ts';
import { createS3Store } from '../../../lib/state/bucket/s3.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/state/snapshot.ts';
import { StateError } from '../../../lib/state/state-error.ts';

const LOST = new StateError('state-unwritable', 'the answer was lost');
const DENIED = new StateError('state-unwritable', 'removing was denied');

/** A bucket that keeps what it is told to, whatever it answers. */
function aBucket(parts: { readonly creations?: readonly (Creation | Error)[]; readonly keeps?: boolean }) {
  const objects = new Map<string, { text: string; writer: string }>();
  const creations = [...(parts.creations ?? ['created', 'taken'])];
  const bucket: Bucket = {
    list: async () => ({ keys: [...objects.keys()], more: false }),
    read: async (key) => objects.get(key) ?? null,
    create: async (key, text, writer) => {
      if (!objects.has(key)) objects.set(key, { text: Buffer.from(text).toString(), writer });
      const answer = creations.shift() ?? 'taken';
      if (answer instanceof Error) throw answer;
      return answer;
    },
    replace: async (key, text) => void objects.set(key, { text, writer: '' }),
    remove: async (keys) => {
      if (parts.keeps) throw DENIED;
      for (const key of keys) objects.delete(key);
    },
  };
  const settings = { type: 's3', bucket: 'state', prefix: 'live', overwriteHint: 'use another' };
  return { objects, bucket, settings, tryOut: () => bucketPlace(bucket, settings).tryOut(0) };
}

describe('a bucket that is tried out', () => {
  it.each<[string, readonly (Creation | Error)[], RegExp | null]>([
    ['when all is well', ['created', 'taken'], null],
    ['when the answer to the first was lost', [LOST], /the answer was lost/],
    ['when the answer to the second was lost', ['created', LOST], /the answer was lost/],
    ['when it lets objects be overwritten', ['created', 'created'], /lets objects be overwritten/],
    ['when it refuses every new object', ['taken'], /every new object already exists/],
  ])('keeps nothing of it %s', async (_, creations, problem) => {
    const { objects, tryOut } = aBucket({ creations });
    if (problem === null) await tryOut();
    else await expect(tryOut()).rejects.toThrow(problem);
    expect([...objects.keys()]).toEqual([]);
  });

  it.each<[string, readonly (Creation | Error)[], string]>([
    ['when all else is well', ['created', 'taken'], ''],
    ['after a lost answer', [LOST], 'the answer was lost; '],
    ['after another failure', ['created', 'created'], 'bucket state lets objects be overwritten: use another; '],
  ])('names the object that it cannot remove %s', async (_, creations, before) => {
    const { objects, tryOut } = aBucket({ creations, keeps: true });
    const failure = await tryOut().then(
      () => '',
      (error: Error) => error.message,
    );
    const [key = ''] = objects.keys();
    expect(key).toMatch(/^live\/check-/);
    expect(failure).toBe(`${before}removing was denied; the object ${key} is left behind, remove it by hand`);
  });

  it('is told as it failed when nothing was written and nothing can be removed', async () => {
    const { objects, tryOut } = aBucket({ creations: [LOST], keeps: true });
    const { set } = objects;
    objects.set = () => objects;
    await expect(tryOut()).rejects.toThrow(/^the answer was lost$/);
    objects.set = set;
  });
});

/** The bucket is given. */
const NO_DEPS = {};

describe('the snapshots in a bucket', () => {
  it.each([
    ['live', 'bucket state, prefix live/', 'live/'],
    ['//live//', 'bucket state, prefix live/', 'live/'],
    ['', 'bucket state', ''],
  ])('are under the prefix %j, the newest first, and told from other objects', async (prefix, name, folder) => {
    const { bucket, settings, objects } = aBucket({});
    const place = bucketPlace(bucket, { ...settings, prefix });
    for (const key of ['999999999988', '999999999989', 'foreign'])
      await bucket.create(`${folder}snapshot-${key}.json`, Buffer.from(key), 'w');
    expect(place.name).toBe(name);
    expect(await place.numbers({ limit: 10 })).toEqual([11, 10]);
    expect(await place.numbers({ limit: 1 })).toEqual([11]);
    expect([await place.read(10), await place.read(12)]).toEqual(['999999999989', { problem: 'is gone' }]);
    await place.clear([10], 12);
    expect([...objects.keys()]).toEqual([`${folder}snapshot-999999999988.json`, `${folder}snapshot-foreign.json`]);
  });

  it('are cleared without a call where none is old', async () => {
    const { bucket, settings } = aBucket({ keeps: true });
    await expect(bucketPlace(bucket, settings).clear([], 12)).resolves.toBeUndefined();
  });

  it.each([
    ['S3', (bucket: Bucket) => createS3Store({ bucket: 'b', region: 'r' }, NO_DEPS as never, bucket), 's3'],
    ['OSS', (bucket: Bucket) => createOssStore({ bucket: 'b', region: 'r' }, NO_DEPS as never, bucket), 'oss'],
  ])('of %s are at its root where no prefix is set', async (_, storeOn, type) => {
    const { bucket, objects } = aBucket({ creations: ['created'] });
    const store = storeOn(bucket);
    expect([store.type, store.name]).toEqual([type, 'bucket b']);
    await store.create(1, { ...EMPTY_SNAPSHOT, savedAt: '2026-03-01T08:00:00.000Z' });
    expect([...objects.keys()]).toEqual(['snapshot-999999999998.json']);
  });
});
