import { createHash } from 'node:crypto';

/** Source: CloudMonitor API 2019-01-01, PutCustomMetric, Dimensions: what is longer is cut off in silence. */
const MOST_CHARS = 64;
const LEGAL = /^[A-Za-z0-9._/\\-]{1,64}$/;
const HASH_CHARS = 16;
const FITTED = /-[0-9a-f]{16}$/;

/**
 * A name or value that CloudMonitor takes as it is, or null for a blank one. A legal text stays. Any other becomes a
 * readable rest, `-` and a hash of the original, so that two texts that differ stay two series, however long they are
 * alike. A legal text that already ends like that is hashed too: otherwise it could equal what another text becomes.
 */
export function fitCloudMonitorText(text: string): string | null {
  if (text.trim() === '') return null;
  if (LEGAL.test(text) && !FITTED.test(text)) return text;
  const readable = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._/\\-]+/g, '_')
    .slice(0, MOST_CHARS - HASH_CHARS - 1);
  // UTF-16, since UTF-8 writes every unpaired surrogate as the same replacement character
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex').slice(0, HASH_CHARS);
  return `${readable}-${hash}`;
}
