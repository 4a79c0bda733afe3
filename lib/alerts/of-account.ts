import { fingerprintHex } from '../monitor/fingerprint.ts';
import type { Notification } from '../monitor/notification.ts';
import type { AlertChannel } from './channel.ts';

/** Whose messages a channel gets. */
export interface MessageOwner {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Source: the contract of `Notification`. */
const KEY_CHARS = 64;

/**
 * The channel, for the messages of one account among several: they say whose they are, and have other keys than those of
 * any other account, however alike what happened is. Inside one account, keys are as they always are.
 */
export function channelOfAccount(channel: AlertChannel, owner: MessageOwner): AlertChannel {
  const { sendDigest } = channel;
  return {
    ...channel,
    send: (notification, signal) => channel.send(ofAccount(notification, owner), signal),
    ...(sendDigest
      ? {
          sendDigest: (many, signal) =>
            sendDigest(
              many.map((one) => ofAccount(one, owner)),
              signal,
            ),
        }
      : {}),
  };
}

/** The message as it leaves. */
export function ofAccount(notification: Notification, { name, labels }: MessageOwner): Notification {
  const { id, dedupKey } = notification;
  return {
    ...notification,
    id: `${name}_${id}`,
    dedupKey: keyOfAccount(name, dedupKey),
    account: name,
    ...(labels === undefined ? {} : { labels }),
  };
}

/** Names of accounts have no `_`, so two accounts never have the same key. */
function keyOfAccount(name: string, key: string): string {
  const whole = `${name}_${key}`;
  if (whole.length <= KEY_CHARS) return whole;
  const end = `-${fingerprintHex(key)}`;
  return whole.slice(0, KEY_CHARS - end.length) + end;
}
