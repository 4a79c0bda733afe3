import { createJournal, type Journal, type JournalRetention } from '../journal.ts';
import { bucketTexts } from './bucket-texts.ts';
import type { Bucket } from './place.ts';

/** A journal as objects of a bucket, beside the snapshots: `<prefix>/journal-<hour>.jsonl`. */
export function createBucketJournal(bucket: Bucket, prefix: string, retention: JournalRetention = {}): Journal {
  return createJournal(bucketTexts(bucket, prefix), retention);
}
