import type { Outbox, Receipt } from './outbox.ts';
import { placeOf, type ToldEntry } from './told-book.ts';

/**
 * The outbox of a state that did not know these messages, and so to whom their ends are owed. An end that waits there is
 * that of an earlier time: whoever takes it may have heard it already, and would take the true one for a repeat. Pure.
 */
export function withOwed(outbox: Outbox, owed: readonly ToldEntry[]): Outbox {
  if (owed.length === 0) return outbox;
  const begun = new Set(owed.flatMap((one) => (one.begun ? [placeOf(one.channel, one.key)] : [])));
  const known = new Set(outbox.receipts.map(({ channel, dedupKey }) => placeOf(channel, dedupKey)));
  const lacking = owed.filter(({ channel, key }) => !known.has(placeOf(channel, key)));
  const receipts = lacking.map(({ channel, key, kind, at }): Receipt => {
    return { channel, dedupKey: key, kind: kind as Receipt['kind'], at, receipt: '' };
  });
  const pending = outbox.pending.filter(
    ({ channel, notification: { kind, dedupKey } }) => kind !== 'resolved' || !begun.has(placeOf(channel, dedupKey)),
  );
  return { ...outbox, pending, receipts: [...outbox.receipts, ...receipts] };
}
