import type { AlertChannel } from '../../lib/alerts/channel.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import type { StateStore } from '../../lib/state/store.ts';

/** The channel, which also reports what was accepted: one message, or those of a digest. */
export function heardThrough(
  channel: AlertChannel,
  heard: (channel: string, notifications: readonly Notification[]) => void,
): AlertChannel {
  const { sendDigest } = channel;
  const noted = async (notifications: readonly Notification[], sent: Promise<SendResult>) => {
    const result = await sent;
    if (result.ok) heard(channel.name, notifications);
    return result;
  };
  return {
    ...channel,
    send: (notification, signal) => noted([notification], channel.send(notification, signal)),
    ...(sendDigest
      ? { sendDigest: (notifications, signal) => noted(notifications, sendDigest(notifications, signal)) }
      : {}),
  };
}

/** The store, which also reports what was saved, so that it need not be read again to show it. */
export function savedThrough(store: StateStore, saved: (snapshot: RawSnapshot) => void): StateStore {
  return {
    ...store,
    async create(number, snapshot, signal) {
      const created = await store.create(number, snapshot, signal);
      if (created) saved(snapshot);
      return created;
    },
  };
}
