import type { UtcDateTime } from '../base/time.ts';
import type { ChannelState } from './channel-state.ts';
import type { Notification } from './notification.ts';

/** One message that one channel has yet to accept. */
export interface Pending {
  readonly channel: string;
  readonly notification: Notification;
  /** Sweeps in which it was not accepted. */
  readonly attempts: number;
  /** Whether an attempt ended, or may have ended, without a clear refusal, so that somebody may have heard it. */
  readonly maybeHeard: boolean;
  /** ISO 8601, UTC: when the channel last refused this very message. Absent: it never did. */
  readonly refusedAt?: string;
  /** Why it was not accepted, without secrets. */
  readonly problem?: string;
  /** Other channels that accepted this message. */
  readonly takenBy?: readonly string[];
  /** It was also queued for other channels, since this one does not accept it. */
  readonly rerouted?: true;
  /** Must not be part of a digest: the channel accepts messages, but not this one. */
  readonly alone?: true;
}

/** What a channel accepted about a cause that is not over, so that it is owed the end. */
export interface Receipt {
  readonly channel: string;
  readonly dedupKey: string;
  readonly kind: Notification['kind'];
  readonly at: string;
  /** The channel's own name for the message; empty if it only may have heard it. */
  readonly receipt: string;
}

/** Everything that is to be told, and that was. Plain data: it is saved before the first message leaves. */
export interface Outbox {
  readonly pending: readonly Pending[];
  readonly receipts: readonly Receipt[];
  readonly channels: readonly ChannelState[];
}

export const EMPTY_OUTBOX: Outbox = { pending: [], receipts: [], channels: [] };
/** A channel that is down for long gets the newest: more than this would be an archive, not messages. */
const MOST_PENDING_A_CHANNEL = 1_000;

export interface Address {
  readonly name: string;
  readonly takesUpdates: boolean;
}

/**
 * Puts a message into the queue of every channel that it is for. Pure.
 * - An end goes to the channels that heard, or may have heard, of the cause, whatever the routes say now; what is owed to a
 *   channel that no longer exists goes where the routes lead.
 * - An open that was never tried and its end cancel each other out.
 * - An update replaces the update that waits, and only goes to channels where it pages nobody.
 */
export function enqueue(
  outbox: Outbox,
  notification: Notification,
  routed: readonly string[],
  channels: readonly Address[],
): Outbox {
  switch (notification.kind) {
    case 'resolved':
      return enqueueEnd(outbox, notification, routed, channels);
    case 'update':
      return enqueueUpdate(outbox, notification, channels);
    default:
      return add(outbox, notification, withThoseWhoHeard(outbox, notification, routed, channels));
  }
}

/** Which channels wait for the end of a cause. */
function owedAnEnd(outbox: Outbox, dedupKey: string): ReadonlySet<string> {
  const owed = new Set(receiversOf(outbox, dedupKey));
  for (const { channel, maybeHeard, notification: waiting } of outbox.pending) {
    if (waiting.dedupKey !== dedupKey) continue;
    // an end that still waits from an earlier round stays owed, even if the cause has opened again untold
    if (maybeHeard || waiting.kind === 'resolved') owed.add(channel);
  }
  return owed;
}

function enqueueEnd(
  outbox: Outbox,
  notification: Notification,
  routed: readonly string[],
  channels: readonly Address[],
): Outbox {
  const { dedupKey } = notification;
  const owed = owedAnEnd(outbox, dedupKey);
  const isThere = (channel: string) => channels.some(({ name }) => name === channel);
  const gone = [...owed].filter((channel) => !isThere(channel));
  const rest: Outbox = {
    ...outbox,
    pending: outbox.pending.filter((one) => one.notification.dedupKey !== dedupKey),
    receipts: outbox.receipts.filter((one) => one.dedupKey !== dedupKey || isThere(one.channel)),
  };
  return add(rest, notification, [...new Set([...[...owed].filter(isThere), ...(gone.length > 0 ? routed : [])])]);
}

function enqueueUpdate(outbox: Outbox, notification: Notification, channels: readonly Address[]): Outbox {
  const { dedupKey } = notification;
  const heard = new Set(receiversOf(outbox, dedupKey));
  const takers = channels.filter(({ name, takesUpdates }) => takesUpdates && heard.has(name)).map(({ name }) => name);
  const pending = outbox.pending.filter(
    (one) => one.notification.dedupKey !== dedupKey || one.notification.kind !== 'update',
  );
  return add({ ...outbox, pending }, notification, takers);
}

/** A growth or reminder goes to those who heard of the cause, and to those it is routed to now. */
function withThoseWhoHeard(
  outbox: Outbox,
  { dedupKey, kind }: Notification,
  routed: readonly string[],
  channels: readonly Address[],
): string[] {
  if (kind === 'open' || kind === 'flapping') return [...routed];
  const heard = receiversOf(outbox, dedupKey).filter((channel) => channels.some(({ name }) => name === channel));
  return [...new Set([...routed, ...heard])];
}

function receiversOf({ receipts }: Outbox, dedupKey: string): string[] {
  return receipts.filter((one) => one.dedupKey === dedupKey).map(({ channel }) => channel);
}

/**
 * Puts a message into these queues, unless it is there already. An earlier page of the same cause that a channel refused is
 * outdated by it: all that is kept of that is whether it may have been heard.
 */
export function add(outbox: Outbox, notification: Notification, names: readonly string[]): Outbox {
  const { dedupKey, kind } = notification;
  const key = messageKey(notification);
  const isAddressed = new Set(names);
  const having = new Set<string>();
  const maybeHeard = new Set<string>();
  const pending = outbox.pending.filter((one) => {
    if (one.notification.dedupKey !== dedupKey || !isAddressed.has(one.channel)) return true;
    if (messageKey(one.notification) === key) having.add(one.channel);
    else if (one.refusedAt !== undefined && kind !== 'update' && one.notification.kind !== 'resolved') {
      if (one.maybeHeard) maybeHeard.add(one.channel);
      return false;
    }
    return true;
  });
  const lacking = [...isAddressed].filter((channel) => !having.has(channel));
  const fresh = lacking.map((channel) => ({ channel, notification, attempts: 0, maybeHeard: maybeHeard.has(channel) }));
  return { ...outbox, pending: bounded([...pending, ...fresh]) };
}

/** Drops the oldest messages of a queue that is too long, but never the only word on a cause. */
function bounded(pending: readonly Pending[]): readonly Pending[] {
  const counts = new Map<string, number>();
  for (const { channel } of pending) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  const over = new Map([...counts].map(([channel, count]) => [channel, count - MOST_PENDING_A_CHANNEL]));
  return pending.filter(({ channel, notification }) => {
    const excess = over.get(channel) ?? 0;
    if (excess <= 0 || notification.kind === 'open' || notification.kind === 'resolved') return true;
    over.set(channel, excess - 1);
    return false;
  });
}

/**
 * When each message that nobody has accepted yet was decided, ISO 8601. A message that another channel sent in the place of
 * one that does not accept it does not count.
 */
export function undeliveredSince({ pending }: Outbox): string[] {
  return pending
    .filter(({ takenBy, rerouted, refusedAt }) => !takenBy || !(rerouted || refusedAt !== undefined))
    .map(({ notification }) => notification.at);
}

/** Identifies one message in all queues. */
export function messageKey({ id, dedupKey }: Notification): string {
  return `${id}\n${dedupKey}`;
}

/** Kinds that neither begin nor end anything. */
export const TOLD_ONCE: ReadonlySet<Notification['kind']> = new Set(['summary', 'mute-ended', 'report']);

/** The receipt of a channel that accepted a message, or may have heard it; null for a message that has no end to follow. */
export function receiptOf(channel: string, { dedupKey, kind }: Notification, receipt: string, at: UtcDateTime) {
  const expectsEnd = kind !== 'resolved' && !TOLD_ONCE.has(kind);
  return expectsEnd ? ({ channel, dedupKey, kind, at: at.toISO(), receipt } satisfies Receipt) : null;
}
