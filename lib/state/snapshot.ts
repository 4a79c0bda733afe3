import * as z from 'zod/mini';

/** The version that this relaywatch writes. It reads every older one. */
export const SNAPSHOT_VERSION = 2;

const shortest = {
  shortestMs: z.number().check(z.minimum(0)),
  samples: z.number().check(z.minimum(0)),
};

const pacerMemory = z.object({
  ...shortest,
  newer: z.optional(z.object(shortest)),
  held: z.optional(z.object({ at: z.string(), freeInMs: z.readonly(z.array(z.number())) })),
});

const sinceVersion1 = {
  savedAt: z.string(),
  /** Where to go on, when the last sweep ran out of time. */
  cursor: z.nullable(z.object({ walk: z.string(), page: z.int().check(z.minimum(1)) })),
  /** What the pacers learned of the network, and which calls were the last, by operation. */
  pacers: z.record(z.string(), pacerMemory),
};

const version1 = z.object({ version: z.literal(1), ...sinceVersion1 });

/** Read by the part that it belongs to; here only its outermost form is looked at, and nothing of it is copied. */
const opaque = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const version2 = z.object({
  version: z.literal(2),
  ...sinceVersion1,
  /** Who sweeps, and until when nobody else does (ISO 8601, UTC); null when nobody. */
  lease: z.nullable(z.object({ holder: z.string(), expiresAt: z.string() })),
  /** Faults over time; null when nothing is known yet. */
  incidents: z.nullable(opaque),
  /** Messages that have still to be accepted; null when there never were any. */
  outbox: z.nullable(opaque),
  /** Room for parts that not every relaywatch has. */
  extras: opaque,
});

/** What one sweep leaves to the next. Its size does not depend on the number of tasks. */
export type Snapshot = Omit<z.infer<typeof version2>, 'incidents' | 'outbox'> & {
  /** A JSON object, or null when nothing is known yet. */
  readonly incidents: unknown;
  /** A JSON object, or null when there never was any. */
  readonly outbox: unknown;
};

export type ParsedSnapshot =
  | { readonly kind: 'readable'; readonly snapshot: Snapshot }
  /** `problem` goes on after "snapshot 7 ". */
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'newer'; readonly version: number };

/** Reads a snapshot of this version or an older one, which is brought up to this one. Quotes nothing out of the text. */
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
  const parsed = version === 1 ? version1.safeParse(value) : version2.safeParse(value);
  if (!parsed.success) return { kind: 'unreadable', problem: `is damaged at ${placeOf(parsed.error)}` };
  return { kind: 'readable', snapshot: parsed.data.version === 1 ? fromVersion1(parsed.data) : parsed.data };
}

/** Version 1 knew neither incidents nor messages, and no sweep of it held a lease. */
function fromVersion1(old: z.infer<typeof version1>): Snapshot {
  return { ...old, version: SNAPSHOT_VERSION, lease: null, incidents: null, outbox: null, extras: {} };
}

function versionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('version' in value)) return null;
  const { version } = value;
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : null;
}

/** The field alone: what is below may be named by data. */
function placeOf({ issues }: z.core.$ZodError): string {
  return String(issues[0]?.path[0] ?? 'its root');
}
