import { createHash } from 'node:crypto';

/** Source: CloudMonitor API 2019-01-01, PutCustomMetric, Dimensions: anything longer is silently cut off. */
const MOST_CHARS = 64;
const LEGAL = /^[A-Za-z0-9._/\\-]{1,64}$/;
const HASH_CHARS = 16;
const FITTED = /-[0-9a-f]{16}$/;

/**
 * A name or value that CloudMonitor accepts unchanged, or null for a blank one. A legal text stays as it is. Any other
 * becomes a readable remainder, `-` and a hash of the original, so that two different texts stay two series, however
 * long they are alike. A legal text that already has this form is hashed too: otherwise another text could turn into
 * the same one.
 */
export function fitCloudMonitorText(text: string): string | null {
  if (text.trim() === '') return null;
  if (LEGAL.test(text) && !FITTED.test(text)) return text;
  const readable = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._/\\-]+/g, '_')
    .slice(0, MOST_CHARS - HASH_CHARS - 1);
  // UTF-16, because UTF-8 encodes every unpaired surrogate as the same replacement character
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex').slice(0, HASH_CHARS);
  return `${readable}-${hash}`;
}
