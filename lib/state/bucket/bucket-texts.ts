import { type NameQuery, namesFor, type TextPlace } from '../text-place.ts';
import { type Bucket, folderOf } from './place.ts';

/** Texts as objects of a bucket, beside the snapshots. */
export function bucketTexts(bucket: Bucket, prefix: string): TextPlace {
  const folder = folderOf(prefix);
  return {
    read: async (name, signal) => (await bucket.read(`${folder}${name}`, signal))?.text ?? null,
    replace: (name, text, signal) => bucket.replace(`${folder}${name}`, text, signal),
    names: (query, signal) => namesIn(bucket, folder, query, signal),
    remove: (names, signal) =>
      bucket.remove(
        names.map((name) => `${folder}${name}`),
        signal,
      ),
  };
}

const MOST_KEYS_A_LISTING = 1_000;

async function namesIn(
  bucket: Bucket,
  folder: string,
  query: NameQuery,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const { prefix, from, most = Number.POSITIVE_INFINITY } = query;
  const names: string[] = [];
  // keys come after this one, so it is a little shorter than the first that is wanted
  let after = from === undefined ? undefined : `${folder}${from.slice(0, -1)}`;
  for (;;) {
    const page = await bucket.list(`${folder}${prefix}`, {
      ...(after === undefined ? {} : { after }),
      limit: Math.min(MOST_KEYS_A_LISTING, most + 1),
      signal,
    });
    names.push(...page.keys.map((key) => key.slice(folder.length)));
    after = page.keys.at(-1);
    if (!page.more || after === undefined || names.length > most) return namesFor(query, names);
  }
}
