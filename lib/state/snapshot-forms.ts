import * as z from 'zod/mini';
import { isRecord } from '../base/records.ts';
import { millisOf } from '../monitor/instants.ts';
import { SEVERITIES } from '../monitor/severity.ts';

/*
 * The schema of the state, in one place. The state was written by us, so we only check that its parts are there: a
 * damaged state is then reported as such, and not as a TypeError in the middle of a sweep.
 */

/** The version that this relaywatch writes, and the only one that it reads. */
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
/** Each part is read when it is needed. Here only its outermost form is checked, and nothing is copied. */
const opaque = z.custom<Record<string, unknown>>(isRecord);

/** The outermost form. A snapshot that does not match is skipped as a whole, and the previous one is used. */
export const rawSnapshot = z.object({
  version: z.literal(SNAPSHOT_VERSION),
  savedAt: z.string(),
  cursor: z.nullable(z.object({ walk: z.string(), page: z.int().check(z.minimum(1)) })),
  pacers: z.record(z.string(), pacerMemory),
  lease: z.nullable(z.object({ holder: z.string(), expiresAt: z.string() })),
  watch: z.nullable(opaque),
  outbox: z.nullable(opaque),
  points: z.optional(z.unknown()),
  lists: z.optional(z.unknown()),
  rivals: z.optional(z.unknown()),
  positions: z.optional(z.unknown()),
  sighted: z.optional(z.unknown()),
  handledTriggers: z.optional(z.unknown()),
  toldUntil: z.optional(z.unknown()),
  looks: z.optional(z.unknown()),
  report: z.optional(z.unknown()),
  lap: z.optional(z.unknown()),
});

/**
 * A snapshot as the store takes and returns it. For the `unknown` parts only the outermost form is known;
 * `readSnapshot` reads them.
 */
export type RawSnapshot = Omit<z.infer<typeof rawSnapshot>, 'watch' | 'outbox'> & {
  /** A JSON object; null when nothing is known yet. */
  readonly watch: unknown;
  /** A JSON object; null when there never was one. */
  readonly outbox: unknown;
};

const texts = z.array(z.string());
/**
 * Arithmetic with an invalid time gives NaN, which passes every comparison, so times are checked when they are read.
 */
export const instant = z.string().check(z.refine((text) => !Number.isNaN(millisOf(text))));
const severity = z.enum(SEVERITIES);

const incident = z.looseObject({
  ...textFields('key', 'region', 'taskId', 'name', 'source', 'destination', 'verdict', 'reason'),
  since: instant,
  lastFaultAt: instant,
  lastSeenAt: instant,
  severity,
  phase: z.enum(['pending', 'open', 'flapping', 'quiet']),
  down: z.boolean(),
  stops: z.array(instant),
  stopCount: z.number(),
  lostSeconds: z.number(),
  causeKey: z.nullable(z.string()),
});
const cause = z.looseObject({
  ...textFields('key', 'family', 'verdict', 'reason'),
  since: instant,
  toldAt: instant,
  adoptedAt: z.optional(z.nullable(instant)),
  scope: z.looseObject(textFields('by', 'value')),
  flapping: z.boolean(),
  severity,
  most: z.number(),
  toldAffected: z.number(),
  toldRegions: texts,
  toldTo: z.optional(texts),
  timeline: z.array(z.looseObject({ at: instant, event: z.string(), affected: z.number() })),
  endings: z.record(z.string(), z.number()),
});
const patterns = z.optional(z.union([z.string(), texts]));
const silence = z.looseObject({
  ...textFields('id', 'comment'),
  createdAt: instant,
  until: z.union([z.literal('recovered'), instant]),
  match: z.looseObject({
    name: patterns,
    region: patterns,
    source: patterns,
    destination: patterns,
    verdict: patterns,
    severity: patterns,
  }),
  by: z.optional(z.string()),
});
const muteLedger = z.looseObject({ ...textFields('id', 'kind', 'name'), since: instant, held: texts });
const acknowledgement = z.looseObject({
  causeKey: z.string(),
  at: instant,
  by: z.optional(z.string()),
  comment: z.optional(z.string()),
});
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** Faults over time; each element of its lists is read separately. */
export const watch = z.looseObject({
  // only used to tell whether the clock went back since
  asOf: z.catch(instant, LONG_AGO),
  incidents: z.array(z.unknown()),
  causes: z.array(z.unknown()),
  silences: z.array(z.unknown()),
  mutes: z.array(z.unknown()),
  // a state of an older relaywatch has none; reminders that come in spite of it do less harm than a state that is left out
  acknowledged: z.catch(z.array(z.unknown()), []),
  channels: z.optional(texts),
});
export const watchParts = {
  incidents: incident,
  causes: cause,
  silences: silence,
  mutes: muteLedger,
  acknowledged: acknowledgement,
};

const pending = z.looseObject({
  channel: z.string(),
  notification: z.looseObject({ id: z.string(), dedupKey: z.string(), kind: z.string(), at: instant, since: instant }),
});
const receipt = z.looseObject({ channel: z.string(), dedupKey: z.string(), at: instant });
const maybeInstant = z.optional(z.nullable(instant));
const channelState = z.looseObject({
  channel: z.string(),
  sentAt: texts,
  brokenSince: maybeInstant,
  wasBrokenSince: maybeInstant,
});

/** Messages to send and messages sent; each element of its lists is read separately. */
export const outbox = z.looseObject({
  pending: z.array(z.unknown()),
  receipts: z.array(z.unknown()),
  channels: z.array(z.unknown()),
});
export const outboxParts = { pending, receipts: receipt, channels: channelState };

export const positions = z.record(z.string(), z.tuple([z.number(), z.number(), z.number()]));
export const lists = z.record(
  z.string(),
  z.object({ risky: z.array(z.number()), doubt: z.enum(['none', 'count-differs', 'overlooked']) }),
);
export const rivals = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
export const sighted = z.record(z.string(), z.string());
export const handledTriggers = texts;
export const toldUntil = z.string();
export const report = z.object({ schedule: z.string(), until: instant, failed: z.number() });

const hosts = z.array(z.tuple([z.string(), z.number()]));
export const looks = z.object({
  totals: z.nullable(z.object({ relays: z.number(), bySource: hosts, byDestination: hosts })),
  stoppedByUser: texts,
  allowance: z.nullable(z.object({ at: instant, left: z.number() })),
  counts: z.object({
    received: z.number(),
    confirmed: z.number(),
    longestDelayMs: z.nullable(z.number()),
    opened: z.number(),
  }),
});
export type PackedLooks = z.infer<typeof looks>;

const pointRow = z.tuple([z.string(), z.number()], z.string());
export const packedPoints = z.object({ at: z.string(), rows: z.array(pointRow) });
export type PackedPoints = z.infer<typeof packedPoints>;

function textFields<Name extends string>(...names: readonly Name[]): Record<Name, z.ZodMiniString> {
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodMiniString>;
}
