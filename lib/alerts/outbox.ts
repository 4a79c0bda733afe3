import type { Notification } from '../monitor/notification.ts';
import type { UtcDateTime } from '../time.ts';

/** One message that one channel has still to accept. */
export interface Pending {
  readonly channel: string;
  readonly notification: Notification;
  readonly attempts: number;
  /** Whether a try ended without a clear no, so that it may have been heard. */
  readonly maybeHeard: boolean;
}

/** What a channel accepted of a cause that is not over: it has to hear the end too. */
export interface Receipt {
  readonly channel: string;
  readonly dedupKey: string;
  readonly kind: Notification['kind'];
  readonly at: string;
  /** What the channel calls the message. */
  readonly receipt: string;
}

/** What is known of a channel from sweep to sweep. */
export interface ChannelState {
  readonly channel: string;
  /** ISO 8601, UTC, of the last minute: the budget counts these. */
  readonly sentAt: readonly string[];
  /** Nothing is sent before this. */
  readonly notBefore: string | null;
  readonly failuresInARow: number;
  /** Since when it needs a human; null while it works. */
  readonly brokenSince: string | null;
}

/** Everything that has to be told, and was. Plain data: it is saved before the first message leaves. */
export interface Outbox {
  readonly pending: readonly Pending[];
  readonly receipts: readonly Receipt[];
  readonly channels: readonly ChannelState[];
}

export const EMPTY_OUTBOX: Outbox = { pending: [], receipts: [], channels: [] };
/** A channel that is down for long gets the newest; more than this is no message any more but an archive. */
const MOST_PENDING_A_CHANNEL = 1_000;

export interface Address {
  readonly name: string;
  readonly takesUpdates: boolean;
}

/**
 * Puts a message in the queue of every channel that shall hear it. Pure.
 * - an end goes to the channels that heard (or may have heard) of the cause, whatever the routes say now;
 * - an open that still waits, and its end, cancel out;
 * - an update replaces the update that waits, and only goes where it pages nobody.
 */
export function enqueue(
  outbox: Outbox,
  notification: Notification,
  routed: readonly string[],
  channels: readonly Address[],
): Outbox {
  switch (notification.kind) {
    case 'resolved':
      return enqueueEnd(outbox, notification);
    case 'update':
      return enqueueUpdate(outbox, notification, channels);
    default:
      return add(outbox, notification, withThoseWhoHeard(outbox, notification, routed));
  }
}

function enqueueEnd(outbox: Outbox, notification: Notification): Outbox {
  const { dedupKey } = notification;
  const waiting = outbox.pending.filter((one) => one.notification.dedupKey === dedupKey);
  const heard = new Set(outbox.receipts.filter((one) => one.dedupKey === dedupKey).map(({ channel }) => channel));
  for (const one of waiting) if (one.maybeHeard) heard.add(one.channel);
  const rest = { ...outbox, pending: outbox.pending.filter((one) => one.notification.dedupKey !== dedupKey) };
  return add(rest, notification, [...heard]);
}

function enqueueUpdate(outbox: Outbox, notification: Notification, channels: readonly Address[]): Outbox {
  const { dedupKey } = notification;
  const heard = new Set(outbox.receipts.filter((one) => one.dedupKey === dedupKey).map(({ channel }) => channel));
  const takers = channels.filter(({ name, takesUpdates }) => takesUpdates && heard.has(name)).map(({ name }) => name);
  const pending = outbox.pending.filter(
    (one) => one.notification.dedupKey !== dedupKey || one.notification.kind !== 'update',
  );
  return add({ ...outbox, pending }, notification, takers);
}

/** What grew or is due again is told to whom it was told, and to whom it is routed now. */
function withThoseWhoHeard(outbox: Outbox, { dedupKey, kind }: Notification, routed: readonly string[]): string[] {
  if (kind === 'open' || kind === 'flapping') return [...routed];
  const heard = outbox.receipts.filter((one) => one.dedupKey === dedupKey).map(({ channel }) => channel);
  return [...new Set([...routed, ...heard])];
}

function add(outbox: Outbox, notification: Notification, names: readonly string[]): Outbox {
  const fresh = names.map((channel): Pending => ({ channel, notification, attempts: 0, maybeHeard: false }));
  return { ...outbox, pending: bounded([...outbox.pending, ...fresh]) };
}

/** Drops the oldest where a queue is over its bound, but never the only word of a cause. */
function bounded(pending: readonly Pending[]): readonly Pending[] {
  const counts = new Map<string, number>();
  for (const { channel } of pending) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  const over = new Map([...counts].map(([channel, count]) => [channel, count - MOST_PENDING_A_CHANNEL]));
  if ([...over.values()].every((count) => count <= 0)) return pending;
  return pending.filter(({ channel, notification }) => {
    const excess = over.get(channel) ?? 0;
    if (excess <= 0 || notification.kind === 'open' || notification.kind === 'resolved') return true;
    over.set(channel, excess - 1);
    return false;
  });
}

/** Takes an accepted message out and notes who heard what. */
export function accepted(
  outbox: Outbox,
  ids: ReadonlySet<string>,
  channel: string,
  receipt: string,
  at: UtcDateTime,
): Outbox {
  const done = outbox.pending.filter((one) => one.channel === channel && ids.has(one.notification.id));
  let receipts = outbox.receipts;
  for (const { notification } of done) {
    const { dedupKey, kind } = notification;
    receipts = receipts.filter((one) => one.channel !== channel || one.dedupKey !== dedupKey);
    if (expectsEnd(kind)) receipts = [...receipts, { channel, dedupKey, kind, at: at.toISO(), receipt }];
  }
  return { ...outbox, pending: outbox.pending.filter((one) => !done.includes(one)), receipts };
}

/** Notes a try that was not accepted. @param forGood the message itself was refused, and no further try can help */
export function refused(
  outbox: Outbox,
  ids: ReadonlySet<string>,
  channel: string,
  maybeHeard: boolean,
  forGood: boolean,
): Outbox {
  const pending = outbox.pending.flatMap((one) => {
    if (one.channel !== channel || !ids.has(one.notification.id)) return [one];
    return forGood ? [] : [{ ...one, attempts: one.attempts + 1, maybeHeard: one.maybeHeard || maybeHeard }];
  });
  return { ...outbox, pending };
}

/** Whether a cause that was told so has to be told its end. */
function expectsEnd(kind: Notification['kind']): boolean {
  return kind !== 'resolved' && kind !== 'summary' && kind !== 'mute-ended';
}

export function channelStateOf({ channels }: Outbox, channel: string): ChannelState {
  return (
    channels.find((one) => one.channel === channel) ?? {
      channel,
      sentAt: [],
      notBefore: null,
      failuresInARow: 0,
      brokenSince: null,
    }
  );
}

export function withChannelState(outbox: Outbox, state: ChannelState): Outbox {
  return { ...outbox, channels: [...outbox.channels.filter(({ channel }) => channel !== state.channel), state] };
}
