import { expect, it } from 'vitest';
import { bucketTexts } from '../../../lib/state/bucket/bucket-texts.ts';
import type { Bucket } from '../../../lib/state/bucket/place.ts';

/** A bucket that lists as services do: sorted, a page at a time, after a key. */
function aPagedBucket(mostAPage: number) {
  const objects = new Map<string, string>();
  const limits: number[] = [];
  const bucket: Bucket = {
    async list(prefix, { after = '', limit }) {
      limits.push(limit);
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      const most = Math.min(limit, mostAPage);
      return { keys: keys.slice(0, most), more: keys.length > most };
    },
    read: async (key) => (objects.has(key) ? { text: objects.get(key) ?? '', writer: null } : null),
    create: async () => 'taken',
    replace: async (key, text) => void objects.set(key, text),
    remove: async (keys) => {
      for (const key of keys) objects.delete(key);
    },
  };
  return { bucket, objects, limits };
}

it.each([
  ['live', 'live/'],
  ['/live/', 'live/'],
  ['', ''],
])('texts are kept under the prefix %j', async (prefix, folder) => {
  const { bucket, objects } = aPagedBucket(10);
  const texts = bucketTexts(bucket, prefix);
  await texts.replace('hint-1', 'a');
  await texts.replace('hint-2', 'b');
  expect([...objects.keys()]).toEqual([`${folder}hint-1`, `${folder}hint-2`]);
  expect([await texts.read('hint-1'), await texts.read('hint-3')]).toEqual(['a', null]);
  await texts.remove(['hint-1']);
  expect([...objects.keys()]).toEqual([`${folder}hint-2`]);
});

it.each<[object, string[], limits: number[]]>([
  [{}, ['j-1', 'j-2', 'j-3', 'j-4', 'j-5'], [1_000, 1_000, 1_000]],
  [{ from: 'j-3' }, ['j-3', 'j-4', 'j-5'], [1_000, 1_000, 1_000]],
  [{ from: 'j-31' }, ['j-4', 'j-5'], [1_000]],
  [{ most: 2 }, ['j-1', 'j-2'], [3, 3]],
  [{ most: 1 }, ['j-1'], [2]],
  [{ from: 'j-51' }, [], [1_000]],
])('lists as many pages as are needed for %j', async (query, names, limits) => {
  const { bucket, objects, limits: asked } = aPagedBucket(2);
  for (const name of ['x', 'j-1', 'j-2', 'j-3', 'j-4', 'j-5']) objects.set(`live/${name}`, '');
  expect(await bucketTexts(bucket, 'live').names({ prefix: 'j-', ...query })).toEqual(names);
  expect(asked).toEqual(limits);
});
