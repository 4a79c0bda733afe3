import { createHash } from 'node:crypto';
import { DIMENSION_NAME_CHARS, DIMENSION_VALUE_CHARS, METRIC_NAME_CHARS, NAMESPACE_CHARS } from './limits.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
const HASH_CHARS = 16;
const FITTED = /~[0-9a-f]{16}$/;

/** A dimension name that CloudWatch accepts, or null for a blank one. See `fitText`. */
export function fitDimensionName(name: string): string | null {
  return fitText(name, DIMENSION_NAME_CHARS, !name.startsWith(':'));
}

/** A dimension value that CloudWatch accepts, or null for a blank one. See `fitText`. */
export function fitDimensionValue(value: string): string | null {
  return fitText(value, DIMENSION_VALUE_CHARS, true);
}

/** A metric name that CloudWatch accepts, or null for a blank one. See `fitText`. */
export function fitMetricName(name: string): string | null {
  return fitText(name, METRIC_NAME_CHARS, !name.startsWith(':'));
}

/** Why CloudWatch would refuse this namespace, or null. Source: PutMetricData, parameter Namespace. */
export function namespaceProblem(namespace: string): string | null {
  const shown = JSON.stringify(namespace.slice(0, 60));
  if (namespace.trim() === '') return 'the CloudWatch namespace is empty; name one, for example relaywatch';
  if (namespace.length > NAMESPACE_CHARS)
    return `the CloudWatch namespace is longer than ${NAMESPACE_CHARS} characters`;
  if (!PRINTABLE_ASCII.test(namespace)) return `the CloudWatch namespace ${shown} has characters that are not ASCII`;
  if (namespace.startsWith(':')) return `the CloudWatch namespace ${shown} starts with a colon`;
  if (namespace.startsWith('AWS/')) return `the CloudWatch namespace ${shown} starts with AWS/, which Amazon reserves`;
  return null;
}

/**
 * Keeps a legal text as it is. Any other becomes a readable ASCII remainder, `~` and a hash of the original, so that
 * two different texts stay two series. A legal text that already has this form is hashed too: otherwise another text
 * could turn into the same one.
 */
function fitText(text: string, maxChars: number, startIsLegal: boolean): string | null {
  if (text.trim() === '') return null;
  const legal = startIsLegal && text.length <= maxChars && PRINTABLE_ASCII.test(text) && !FITTED.test(text);
  if (legal) return text;
  const readable = readableAscii(text).slice(0, maxChars - HASH_CHARS - 1);
  return `${readable}~${createHash('sha256').update(hashable(text)).digest('hex').slice(0, HASH_CHARS)}`;
}

/** Drops accents; anything else that is not printable ASCII becomes `_`. */
function readableAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, '_')
    .replace(/^:+/, '_');
}

/** UTF-16, not UTF-8, which encodes every unpaired surrogate as the same replacement character. */
function hashable(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
