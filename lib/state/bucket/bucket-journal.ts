import { createJournal, type Journal, type JournalRetention } from '../journal.ts';
import { type Bucket, folderOf } from './place.ts';

/** A journal as objects of a bucket, beside the snapshots: `<prefix>/journal-<hour>.jsonl`. */
export function createBucketJournal(bucket: Bucket, prefix: string, retention: JournalRetention = {}): Journal {
  const folder = folderOf(prefix);
  return createJournal(
    {
      read: async (name, signal) => (await bucket.read(`${folder}${name}`, signal))?.text ?? null,
      replace: (name, text, signal) => bucket.replace(`${folder}${name}`, text, signal),
      names: (from, signal) => namesIn(bucket, folder, from, signal),
      remove: (names, signal) =>
        bucket.remove(
          names.map((name) => `${folder}${name}`),
          signal,
        ),
    },
    retention,
  );
}

const MOST_KEYS_A_LISTING = 1_000;

async function namesIn(
  bucket: Bucket,
  folder: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const names: string[] = [];
  // keys come after this one, so it is a little shorter than the first that is wanted
  let after = from === undefined ? undefined : `${folder}${from.slice(0, -1)}`;
  for (;;) {
    const page = await bucket.list(`${folder}journal-`, {
      ...(after === undefined ? {} : { after }),
      limit: MOST_KEYS_A_LISTING,
      signal,
    });
    names.push(...page.keys.map((key) => key.slice(folder.length)));
    after = page.keys.at(-1);
    if (!page.more || after === undefined) return from === undefined ? names : names.filter((name) => name >= from);
  }
}
