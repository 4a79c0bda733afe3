import { parseUtc, type UtcDateTime } from '../base/time.ts';
import { BROKEN_RETRY_SECONDS, type ChannelState, channelStateOf, waitingUntil } from './channel-state.ts';
import type { Notification } from './notification.ts';
import { add, type Outbox, type Pending, receiptOf } from './outbox.ts';

/** After this many sweeps, a message that a channel does not accept is sent elsewhere. */
const ATTEMPTS_UNTIL_ELSEWHERE = 3;
/** A message that is refused for good is no longer news after this. */
const REFUSED_FOR_SECONDS = 86_400;

export interface Rerouted {
  readonly channel: string;
  readonly notification: Notification;
  readonly to: readonly string[];
}

/**
 * Also queues what a channel does not accept for the channels that would not hear of its cause otherwise, with a note on which
 * channel did not accept it, and why. It keeps waiting in its own queue as well. Pure.
 */
export function reroute(
  outbox: Outbox,
  channels: readonly string[],
  now: UtcDateTime,
): { readonly outbox: Outbox; readonly rerouted: readonly Rerouted[] } {
  const states = new Map(channels.map((name) => [name, channelStateOf(outbox, name)]));
  const place = (channel: string, dedupKey: string) => `${channel}\n${dedupKey}`;
  const hears = new Set([
    ...outbox.pending.map((one) => place(one.channel, one.notification.dedupKey)),
    ...outbox.receipts.map((one) => place(one.channel, one.dedupKey)),
  ]);
  const rerouted: Rerouted[] = [];
  const stuck = new Set<string>();
  const pending = outbox.pending.map((one) => {
    const { channel, notification, attempts, takenBy = [] } = one;
    const state = states.get(channel);
    // a message that waits behind another one of its cause is just as late
    if (attempts >= ATTEMPTS_UNTIL_ELSEWHERE) stuck.add(place(channel, notification.dedupKey));
    const isLate = stuck.has(place(channel, notification.dedupKey));
    if (!state || !isForOthers(one, state, isLate, now)) return one;
    const to = channels.filter((name) => !hears.has(place(name, notification.dedupKey)) && !takenBy.includes(name));
    if (to.length === 0) return one;
    for (const name of to) hears.add(place(name, notification.dedupKey));
    rerouted.push({ channel, notification: inPlaceOf(one, state), to });
    return { ...one, rerouted: true as const };
  });
  const next = rerouted.reduce<Outbox>((queue, { notification, to }) => add(queue, notification, to), {
    ...outbox,
    pending,
  });
  return { outbox: next, rerouted };
}

function isForOthers(one: Pending, state: ChannelState, isLate: boolean, now: UtcDateTime): boolean {
  const { kind, scope } = one.notification;
  const isOfItself = scope.by === 'channel' && scope.value === one.channel;
  // a report is for those whom it names, and can wait
  if (one.rerouted || kind === 'update' || kind === 'report' || isOfItself) return false;
  const isBroken = state.brokenSince !== null;
  // whoever heard the beginning hears the end; only an end that its own channel will never accept goes to others
  if (kind === 'resolved') return one.refusedAt !== undefined && !isBroken;
  const until = waitingUntil(state, now);
  const waitsLong = until !== null && until > now.plus({ seconds: BROKEN_RETRY_SECONDS }).toISO();
  return one.refusedAt !== undefined || isBroken || waitsLong || isLate;
}

function inPlaceOf({ channel, notification, problem }: Pending, state: ChannelState): Notification {
  return { ...notification, insteadOf: { channel, problem: problem ?? state.problem } };
}

/**
 * Drops what a working channel refused for good in this sweep, once another channel has accepted it; an end only after a day,
 * since it is owed to whoever heard the beginning. What nobody accepted is tried again. Pure.
 * @param since when this sweep began to deliver
 */
export function withoutRefused(
  outbox: Outbox,
  since: UtcDateTime,
): { readonly outbox: Outbox; readonly dropped: readonly Pending[] } {
  const dropped = outbox.pending.filter((one) => isHopeless(one, outbox, since));
  if (dropped.length === 0) return { outbox, dropped };
  const out = new Set(dropped);
  const pending = outbox.pending.filter((one) => !out.has(one));
  return { outbox: { ...outbox, pending, receipts: receiptsWithout(dropped, outbox, since) }, dropped };
}

function receiptsWithout(dropped: readonly Pending[], outbox: Outbox, since: UtcDateTime): Outbox['receipts'] {
  const ends = new Set(dropped.filter(isEnd).map((one) => `${one.channel}\n${one.notification.dedupKey}`));
  const receipts = outbox.receipts.filter((one) => !ends.has(`${one.channel}\n${one.dedupKey}`));
  // an earlier attempt may have been heard, and then its end is owed
  const owed = dropped.flatMap(({ channel, notification, maybeHeard }) => {
    const has = receipts.some((one) => one.channel === channel && one.dedupKey === notification.dedupKey);
    return maybeHeard && !has ? (receiptOf(channel, notification, '', since) ?? []) : [];
  });
  return [...receipts, ...owed];
}

function isHopeless(one: Pending, outbox: Outbox, since: UtcDateTime): boolean {
  const { channel, refusedAt, takenBy = [], notification } = one;
  if (refusedAt === undefined || refusedAt < since.toISO()) return false;
  if (channelStateOf(outbox, channel).brokenSince !== null) return false;
  if (notification.kind === 'update') return true;
  const decidedAt = parseUtc(notification.at);
  const isOld = decidedAt === null || since.diff(decidedAt).as('seconds') >= REFUSED_FOR_SECONDS;
  return isOld || (takenBy.length > 0 && !isEnd(one));
}

function isEnd({ notification }: Pending): boolean {
  return notification.kind === 'resolved';
}
