import type { Bucket } from './place.ts';

/** The query of one page of a list, which S3 and OSS understand alike. Sources: S3 and OSS, ListObjectsV2. */
export function listQuery(prefix: string, { after, limit }: Parameters<Bucket['list']>[1]): Record<string, string> {
  return {
    'list-type': '2',
    'encoding-type': 'url',
    prefix,
    'max-keys': String(limit),
    ...(after === undefined ? {} : { 'start-after': after }),
  };
}

/** What the answer lists. @param keyIn reads one key as it is written there */
export function listed(text: string, keyIn = decodedKey): Awaited<ReturnType<Bucket['list']>> {
  const keys = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => keyIn(key));
  return { keys, more: /<IsTruncated>true<\/IsTruncated>/.test(text) };
}

/** A key that is not ours may be encoded differently; it is then ignored because of its name. */
export function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
