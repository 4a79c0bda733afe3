import type { UtcDateTime } from '../base/time.ts';
import type { Notification } from './notification.ts';
import { add, type Outbox, type Pending, receiptOf } from './outbox.ts';

/**
 * Removes what waits for channels that are no longer in the configuration, because they were renamed or removed. An end that
 * they were owed goes where today's routes lead, and so does a page that none of today's channels has heard or will hear; a report does
 * not, since no route leads it. Pure.
 * @param route the channels that today's routes choose for a message
 */
export function withoutRemovedChannels(
  outbox: Outbox,
  names: readonly string[],
  route: (notification: Notification) => readonly string[],
  now: UtcDateTime,
): { readonly outbox: Outbox; readonly dropped: readonly Pending[] } {
  const isThere = ({ channel }: { readonly channel: string }) => names.includes(channel);
  const gone = outbox.pending.filter((one) => !isThere(one));
  if (gone.length === 0) return { outbox, dropped: [] };
  const ended = new Set(gone.filter(isEnd).map(causeOf));
  // what they may have heard is owed an end, which then goes to others
  const mayHaveHeard = gone.flatMap(({ channel, notification, maybeHeard }) =>
    maybeHeard ? (receiptOf(channel, notification, '', now) ?? []) : [],
  );
  const here: Outbox = {
    ...outbox,
    pending: outbox.pending.filter(isThere),
    receipts: [...outbox.receipts, ...mayHaveHeard].filter((one) => isThere(one) || !ended.has(one.dedupKey)),
  };
  const known = new Set([...here.pending.map(causeOf), ...here.receipts.filter(isThere).map((one) => one.dedupKey)]);
  const dropped: Pending[] = [];
  const next = gone.reduce((queue, one) => {
    const { takenBy = [] } = one;
    const isTold = known.has(causeOf(one)) || takenBy.some((name) => names.includes(name));
    const { kind } = one.notification;
    const isWanted = isEnd(one) || (kind !== 'update' && kind !== 'report' && !isTold);
    const to = isWanted ? route(one.notification).filter((name) => !takenBy.includes(name)) : [];
    if (to.length === 0) dropped.push(one);
    return add(queue, one.notification, to);
  }, here);
  return { outbox: next, dropped };
}

function causeOf({ notification }: Pending): string {
  return notification.dedupKey;
}

function isEnd({ notification }: Pending): boolean {
  return notification.kind === 'resolved';
}
