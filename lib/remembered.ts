import * as z from 'zod/mini';
import type { ChannelState } from './alerts/channel-state.ts';
import { EMPTY_OUTBOX, messageKey, type Outbox, type Pending, type Receipt } from './alerts/outbox.ts';
import type { Rivals } from './conflicts.ts';
import type { ListMemory } from './live/walk-verdict.ts';
import type { Positions } from './monitor/standstill.ts';
import type { WatchState } from './monitor/watch-state.ts';

/*
 * The state is our own writing, read back: what is checked is that its parts are there, so that a damaged one is told as
 * such and not as a TypeError in the middle of a sweep.
 */
const keyed = z.looseObject({ key: z.string() });
const watchState = z.looseObject({
  asOf: z.string(),
  incidents: z.array(
    z.looseObject({ key: z.string(), phase: z.string(), since: z.string(), stops: z.array(z.string()) }),
  ),
  causes: z.array(keyed),
  silences: z.array(z.looseObject({ id: z.string() })),
  mutes: z.array(z.looseObject({ id: z.string(), held: z.array(z.string()) })),
});
const pending = z.looseObject({
  channel: z.string(),
  notification: z.looseObject({ id: z.string(), dedupKey: z.string(), kind: z.string(), at: z.string() }),
});
const receipt = z.looseObject({ channel: z.string(), dedupKey: z.string() });
const channelState = z.looseObject({ channel: z.string(), sentAt: z.array(z.string()) });
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

/** The faults as they were remembered; null when there were none, or what is there cannot be used. */
export function watchStateOf(value: unknown): WatchState | null {
  const parsed = watchState.safeParse(value);
  return parsed.success ? (parsed.data as unknown as WatchState) : null;
}

/** The messages that wait, each once; none when there were none. A part that cannot be used takes no other with it. */
export function outboxOf(value: unknown): Outbox {
  const parsed = outbox.safeParse(value);
  if (!parsed.success) return EMPTY_OUTBOX;
  const usable = (parts: readonly unknown[], form: z.ZodMiniType) =>
    parts.filter((part) => form.safeParse(part).success);
  return {
    pending: withoutRepeats(usable(parsed.data.pending, pending) as Pending[]),
    receipts: usable(parsed.data.receipts, receipt) as Receipt[],
    channels: usable(parsed.data.channels, channelState) as ChannelState[],
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
