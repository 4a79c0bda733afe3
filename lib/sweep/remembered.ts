import * as z from 'zod/mini';
import type { ListMemory } from '../live/walk-verdict.ts';
import type { ChannelState } from '../monitor/channel-state.ts';
import { millisOf } from '../monitor/instants.ts';
import { EMPTY_OUTBOX, messageKey, type Outbox, type Pending, type Receipt } from '../monitor/outbox.ts';
import { SEVERITIES } from '../monitor/policy.ts';
import type { Positions } from '../monitor/standstill.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { Rivals } from './conflicts.ts';

/*
 * The state is our own writing, read back: what is checked is that its parts are there, so that a damaged one is told as
 * such and not as a TypeError in the middle of a sweep.
 */
const texts = z.array(z.string());
/** Everything that is done with a time that is none gives NaN, which no comparison notices. Read as it is reckoned with. */
const instant = z.string().check(z.refine((text) => !Number.isNaN(millisOf(text))));
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
  id: z.string(),
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
});
const ledger = z.looseObject({ ...textFields('id', 'kind', 'name'), since: instant, held: texts });
const LONG_AGO = '1970-01-01T00:00:00.000Z';
const watchState = z.looseObject({
  // only says whether the clock went back since
  asOf: z.catch(instant, LONG_AGO),
  incidents: z.array(z.unknown()),
  causes: z.array(z.unknown()),
  silences: z.array(z.unknown()),
  mutes: z.array(z.unknown()),
  channels: z.optional(texts),
});
const pending = z.looseObject({
  channel: z.string(),
  notification: z.looseObject({ id: z.string(), dedupKey: z.string(), kind: z.string(), at: instant, since: instant }),
});
const receipt = z.looseObject({ channel: z.string(), dedupKey: z.string() });
const maybeInstant = z.optional(z.nullable(instant));
const channelState = z.looseObject({
  channel: z.string(),
  sentAt: texts,
  brokenSince: maybeInstant,
  wasBrokenSince: maybeInstant,
});
const outbox = z.looseObject({
  pending: z.array(z.unknown()),
  receipts: z.array(z.unknown()),
  channels: z.array(z.unknown()),
});

const positions = z.record(z.string(), z.tuple([z.number(), z.number(), z.number()]));

const lists = z.record(
  z.string(),
  z.object({ risky: z.array(z.number()), doubt: z.enum(['none', 'count-differs', 'overlooked']) }),
);
const rivals = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

/** What was remembered of faults, as far as it can be used. */
export interface RememberedFaults {
  /** Null when there was nothing, or what is there cannot be used at all. */
  readonly watchState: WatchState | null;
  /** Incidents, causes, silences and mutes that were left out, since they cannot be used. */
  readonly leftOut: number;
}

/** The faults as they were remembered. A part that cannot be used takes no other with it. */
export function faultsOf(value: unknown): RememberedFaults {
  const parsed = watchState.safeParse(value);
  if (!parsed.success) return { watchState: null, leftOut: 0 };
  const { data } = parsed;
  const usable = {
    incidents: usableOf(data.incidents, incident),
    causes: usableOf(data.causes, cause),
    silences: usableOf(data.silences, silence),
    mutes: usableOf(data.mutes, ledger),
  };
  const names = ['incidents', 'causes', 'silences', 'mutes'] as const;
  const leftOut = names.reduce((sum, name) => sum + data[name].length - usable[name].length, 0);
  return { watchState: { ...data, ...usable } as unknown as WatchState, leftOut };
}

/** The faults as they were remembered; null when there were none, or what is there cannot be used. */
export function watchStateOf(value: unknown): WatchState | null {
  return faultsOf(value).watchState;
}

function usableOf(parts: readonly unknown[], form: z.ZodMiniType): unknown[] {
  return parts.filter((part) => form.safeParse(part).success);
}

function textFields<Name extends string>(...names: readonly Name[]): Record<Name, z.ZodMiniString> {
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodMiniString>;
}

/** The messages that wait, each once; none when there were none. A part that cannot be used takes no other with it. */
export function outboxOf(value: unknown): Outbox {
  const parsed = outbox.safeParse(value);
  if (!parsed.success) return EMPTY_OUTBOX;
  return {
    pending: withoutRepeats(usableOf(parsed.data.pending, pending) as Pending[]),
    receipts: usableOf(parsed.data.receipts, receipt) as Receipt[],
    channels: usableOf(parsed.data.channels, channelState) as ChannelState[],
  };
}

function withoutRepeats(found: readonly Pending[]): Pending[] {
  const seen = new Set<string>();
  return found.filter(({ channel, notification }) => {
    const place = `${channel}\n${messageKey(notification)}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

/** Timer events that were handled; none when that was not kept, or cannot be used. */
export function handledTriggersOf(value: unknown): readonly string[] {
  const parsed = z.array(z.string()).safeParse(value);
  return parsed.success ? parsed.data : [];
}

/** Until when what was told is in the state (ISO 8601, UTC); null when that was not kept, or cannot be used. */
export function toldUntilOf(value: unknown): string | null {
  const parsed = z.string().safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Where vod and url tasks were; nothing when that was not kept, or cannot be used. */
export function positionsOf(value: unknown): Positions {
  const parsed = positions.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** What was remembered of each list; nothing when that was not kept, or cannot be used. */
export function listMemoriesOf(value: unknown): Readonly<Record<string, ListMemory>> {
  const parsed = lists.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** The tasks of known destination conflicts; nothing when that was not kept, or cannot be used. */
export function rivalsOf(value: unknown): Rivals {
  const parsed = rivals.safeParse(value);
  return parsed.success ? parsed.data : {};
}
