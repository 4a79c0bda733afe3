import type * as z from 'zod/mini';
import { type RawSnapshot, rawSnapshot, SNAPSHOT_VERSION } from './snapshot-forms.ts';

export type ParsedSnapshot =
  | { readonly kind: 'readable'; readonly snapshot: RawSnapshot }
  /** `problem` follows "snapshot 7 ". */
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'newer'; readonly version: number };

/** Parses the text of a snapshot and checks its outermost form. Quotes nothing from the text. */
export function parseSnapshot(text: string): ParsedSnapshot {
  if (text.trim() === '') return { kind: 'unreadable', problem: 'is empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', problem: 'is torn' };
  }
  const version = versionOf(value);
  if (version === null) return { kind: 'unreadable', problem: 'is not one' };
  if (version > SNAPSHOT_VERSION) return { kind: 'newer', version };
  if (version < SNAPSHOT_VERSION)
    return { kind: 'unreadable', problem: `is of version ${version}, which this relaywatch does not know` };
  const parsed = rawSnapshot.safeParse(value);
  return parsed.success
    ? { kind: 'readable', snapshot: parsed.data }
    : { kind: 'unreadable', problem: `is damaged at ${damagedField(parsed.error)}` };
}

function versionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('version' in value)) return null;
  const { version } = value;
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : null;
}

/** Only the field itself: deeper names may come from data. */
function damagedField({ issues }: z.core.$ZodError): string {
  return String(issues[0]?.path[0] ?? 'its root');
}
