import type { AlertChannel } from '../../alerts/channel.ts';
import { type Clock, parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { Notification } from '../../monitor/notification.ts';
import { messageKey, type Outbox, type Pending, receiptOf } from '../../monitor/outbox.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import type { KeptBook, ToldBook } from '../../monitor/told-book.ts';
import { withOthers } from '../../monitor/told-by-others.ts';
import type { ToldFile } from '../../state/file/told-file.ts';
import type { StateHealth } from './state-health.ts';
import { keptBookOf, textOfBook } from './told-book-text.ts';

interface ToldParts {
  readonly book: ToldBook;
  /** The file as it was read. */
  readonly read: KeptBook;
  readonly file: ToldFile | null;
  readonly health: StateHealth;
  readonly clock: Clock;
}

/** What was told but is in no state. It is not told again within the hour, and is kept for the next sweep. */
export class ToldLately {
  readonly #parts: ToldParts;
  /** What of the file this sweep read or wrote itself; the rest is of another process. */
  #known: KeptBook;

  constructor(parts: ToldParts) {
    this.#parts = parts;
    this.#known = parts.read;
  }

  /** Something was told that the state does not know. */
  get knowsMore(): boolean {
    return this.#parts.book.unknownToState.length > 0;
  }

  /** The time up to which a state saved before this sweep tells knows what was told (ISO 8601, UTC). */
  get takenInUntil(): string {
    return this.#parts.book.takenInUntil;
  }

  /** The outbox without messages that their channel was already told within the hour; those count as heard. */
  screened(outbox: Outbox): Outbox {
    const { book } = this.#parts;
    return outbox.pending.reduce((queue, one) => {
      const at = parseUtc(book.toldAt(one.channel, one.notification) ?? '');
      return at === null ? queue : heardBefore(queue, one, at);
    }, outbox);
  }

  /** The channels, each recording what it accepts. */
  noting(channels: readonly AlertChannel[]): AlertChannel[] {
    return channels.map((channel) => {
      const noted = (messages: readonly Notification[], result: SendResult) => {
        if (result.ok) for (const one of messages) this.#note(channel.name, one);
        return result;
      };
      const { sendDigest } = channel;
      return {
        ...channel,
        send: async (one, signal) => noted([one], await channel.send(one, signal)),
        ...(sendDigest
          ? { sendDigest: async (many, signal) => noted(many, await sendDigest.call(channel, many, signal)) }
          : {}),
      };
    });
  }

  /** Keeps what may be told now for a sweep after this one, should this one die: no state has it. */
  async keepAhead(outbox: Outbox): Promise<void> {
    this.#parts.book.noteAhead(outbox);
    await this.#write(true);
  }

  /** Keeps what was told for a sweep that finds no state. @param left what still waits; null when a state was saved that has all */
  async keep(left: Outbox | null): Promise<void> {
    const { book, health } = this.#parts;
    const broken = health.problem !== null;
    if (left) book.settle(left);
    else book.saved();
    if (book.isNews(broken)) await this.#write(broken);
  }

  async #write(broken: boolean): Promise<void> {
    const { file, book } = this.#parts;
    if (!file) return;
    const there = keptBookOf(await file.read());
    const mine = book.kept(broken);
    await file.write(textOfBook(withOthers(mine, this.#known, there)));
    this.#known = { ...mine, told: [...this.#known.told, ...mine.told] };
  }

  #note(channel: string, notification: Notification): void {
    const { book, clock } = this.#parts;
    book.note(channel, notification, clock.nowUtc());
  }
}

/** Removes the message from the queue, as if its channel had accepted it at that time. */
function heardBefore(outbox: Outbox, { channel, notification }: Pending, at: UtcDateTime): Outbox {
  const key = messageKey(notification);
  const receipt = receiptOf(channel, notification, '', at);
  return {
    ...outbox,
    pending: outbox.pending.filter((one) => one.channel !== channel || messageKey(one.notification) !== key),
    receipts: [
      ...outbox.receipts.filter((one) => one.channel !== channel || one.dedupKey !== notification.dedupKey),
      ...(receipt ? [receipt] : []),
    ],
  };
}
