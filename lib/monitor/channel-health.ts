import type { UtcDateTime } from '../base/time.ts';
import { type ChannelState, channelStateOf } from './channel-state.ts';
import { secondsFrom } from './instants.ts';
import { nameKey } from './name-key.ts';
import type { Endings, Notification } from './notification.ts';
import type { Address, Outbox } from './outbox.ts';
import { ownMessage } from './own-message.ts';

const PREFIX = 'channel-';
const REMOVED: Endings = { unwatched: 1 };

/**
 * A broken pager is an incident too: the messages, for the other channels, about channels that need a human, that work again
 * or that have been removed. Each is sent once.
 * @param names the channels of today's configuration
 */
export function brokenChannels(outbox: Outbox, names: readonly string[], now: UtcDateTime): Notification[] {
  const told = toldOf(outbox);
  const ofToday = names.flatMap((name) => {
    const state = channelStateOf(outbox, name);
    const key = nameKey(PREFIX, name);
    const since = told.get(key);
    if (state.brokenSince !== null)
      return since === undefined ? [brokenMessage(state, state.brokenSince, key, now)] : [];
    return since === undefined ? [] : [endMessage(name, key, state.wasBrokenSince ?? since, null, now)];
  });
  const keys = new Set(names.map((name) => nameKey(PREFIX, name)));
  const removed = [...told].flatMap(([key, since]) => {
    if (keys.has(key)) return [];
    const name = outbox.channels.find(({ channel }) => nameKey(PREFIX, channel) === key)?.channel;
    return [endMessage(name ?? key.slice(PREFIX.length), key, since, REMOVED, now)];
  });
  return [...ofToday, ...removed];
}

/**
 * The updates sent in every sweep about channels that are still broken, to channels that heard of it and forget what is not
 * repeated, as Alertmanager does. Otherwise the alert would end by itself, as if the channel worked again.
 */
export function stillBroken(outbox: Outbox, channels: readonly Address[], now: UtcDateTime): Notification[] {
  const takers = new Set(channels.flatMap(({ name, takesUpdates }) => (takesUpdates ? [name] : [])));
  return channels.flatMap(({ name }) => {
    const state = channelStateOf(outbox, name);
    const key = nameKey(PREFIX, name);
    if (state.brokenSince === null) return [];
    if (!outbox.receipts.some(({ channel, dedupKey }) => dedupKey === key && takers.has(channel))) return [];
    const id = `${key}-update-${now.toMillis()}`;
    return [{ ...brokenMessage(state, state.brokenSince, key, now), id, kind: 'update' as const }];
  });
}

/** Channels (their keys, and since when) that somebody heard or will hear to be broken, and not yet to be working again. */
function toldOf({ receipts, pending }: Outbox): Map<string, string> {
  const told = new Map<string, string>();
  const note = (key: string, since: string) => {
    const before = told.get(key);
    if (key.startsWith(PREFIX) && (before === undefined || since < before)) told.set(key, since);
  };
  const over = new Set<string>();
  for (const { channel, notification } of pending) {
    const place = `${channel}\n${notification.dedupKey}`;
    if (notification.kind === 'resolved') over.add(place);
    else note(notification.dedupKey, notification.since);
  }
  for (const { channel, dedupKey, at } of receipts) if (!over.has(`${channel}\n${dedupKey}`)) note(dedupKey, at);
  return told;
}

function brokenMessage(state: ChannelState, since: string, dedupKey: string, now: UtcDateTime): Notification {
  return {
    ...aboutChannel({ kind: 'channel-broken', why: 'channel-broken', dedupKey, since }, state.channel, now),
    trouble: { tries: state.failuresInARow, problem: state.problem },
  };
}

function endMessage(
  channel: string,
  dedupKey: string,
  since: string,
  endings: Endings | null,
  now: UtcDateTime,
): Notification {
  const why = endings === REMOVED ? 'channel-removed' : 'channel-works';
  const durationSeconds = Math.max(0, Math.round(secondsFrom(since, now)));
  return { ...aboutChannel({ kind: 'resolved', why, dedupKey, since }, channel, now), endings, durationSeconds };
}

function aboutChannel(
  facts: Required<Pick<Notification, 'kind' | 'why' | 'dedupKey' | 'since'>>,
  channel: string,
  now: UtcDateTime,
): Notification {
  return ownMessage({
    ...facts,
    id: `${facts.dedupKey}-${facts.kind}-${now.toMillis()}`,
    severity: 'critical',
    at: now.toISO(),
    scope: { by: 'channel', value: channel },
  });
}
