import type { AlertChannel } from '../../alerts/channel.ts';
import { type Clock, parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { Notification } from '../../monitor/notification.ts';
import { type Address, messageKey, type Outbox, type Pending, receiptOf } from '../../monitor/outbox.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import { stateBroken, stateKey, stateWorks } from '../../monitor/state-message.ts';
import type { ToldBook } from '../../monitor/told-book.ts';
import type { ToldFile } from '../../state/file/told-file.ts';
import type { StateHealth } from './state-health.ts';
import { textOfBook } from './told-book-text.ts';

interface TellingParts {
  readonly store: string;
  readonly health: StateHealth;
  readonly book: ToldBook;
  readonly file: ToldFile | null;
  readonly clock: Clock;
  /** Whether the sweep before this one could save to its end, */
  readonly wasSaved: boolean;
  /** and who, as it saved, had heard of what. */
  readonly heard: Outbox['receipts'];
}

/**
 * How a broken state shows in what is told: that it is broken, once, and that it works again; and what was told before,
 * though no state knows it, is not told again within the hour.
 */
export class StateTelling {
  readonly #parts: TellingParts;
  readonly #key: string;
  /** It was told as broken, and the sweep before this one could save all the same. */
  readonly #isOver: boolean;

  constructor(parts: TellingParts) {
    this.#parts = parts;
    this.#key = stateKey(parts.store);
    this.#isOver = parts.wasSaved && parts.heard.some(({ dedupKey }) => dedupKey === this.#key);
  }

  /** Something was told that the state does not know. */
  get knowsMore(): boolean {
    return this.#parts.book.unknownToState.length > 0;
  }

  /** Causes whose end was told, although the state holds them for open. */
  get ended(): ReadonlySet<string> {
    return this.#parts.book.endedKeys();
  }

  /** Until when a state that is saved before this sweep tells knows what was told (ISO 8601, UTC). */
  get takenInUntil(): string {
    return this.#parts.book.takenInUntil;
  }

  /** The messages without those that their channel was told within the hour; it counts as having heard them. */
  screened(outbox: Outbox): Outbox {
    const { book } = this.#parts;
    return outbox.pending.reduce((queue, one) => {
      const at = parseUtc(book.toldAt(one.channel, one.notification) ?? '');
      return at === null ? queue : heardBefore(queue, one, at);
    }, outbox);
  }

  /** The outbox of the state, and who heard by then that it was broken. */
  asFound(outbox: Outbox): Outbox {
    const heard = this.#parts.book
      .lastWords(this.#key)
      .filter(({ kind }) => kind === 'state-broken')
      .filter(({ channel }) => !outbox.receipts.some((one) => one.channel === channel && one.dedupKey === this.#key))
      .map(({ channel, at }) => ({ channel, dedupKey: this.#key, kind: 'state-broken' as const, at, receipt: '' }));
    return this.screened({ ...outbox, receipts: [...outbox.receipts, ...heard] });
  }

  /** What is to be said of the state now. */
  news(outbox: Outbox, now: UtcDateTime): Notification[] {
    const { store, health } = this.#parts;
    const waiting = outbox.pending.filter(({ notification }) => notification.dedupKey === this.#key);
    const endWaits = (channel: string) =>
      waiting.some((one) => one.channel === channel && one.notification.kind === 'resolved');
    const heard = outbox.receipts.filter((one) => one.dedupKey === this.#key && !endWaits(one.channel));
    const isTold = heard.length > 0 || waiting.some(({ notification }) => notification.kind === 'state-broken');
    if (health.problem !== null) return isTold ? [] : [stateBroken(store, health.problem, now)];
    const [since] = heard.map(({ at }) => at).sort();
    return this.#isOver && since !== undefined ? [stateWorks(store, since, now)] : [];
  }

  /** An update for channels that forget what is not told again. */
  stillBroken(outbox: Outbox, channels: readonly Address[], now: UtcDateTime): Notification[] {
    const { store, health } = this.#parts;
    const takers = new Set(channels.flatMap(({ name, takesUpdates }) => (takesUpdates ? [name] : [])));
    const heard = outbox.receipts.filter((one) => one.dedupKey === this.#key && takers.has(one.channel));
    const [since] = heard.map(({ at }) => at).sort();
    if (health.problem === null || since === undefined) return [];
    return [
      {
        ...stateBroken(store, health.problem, now),
        id: `${this.#key}-update-${now.toMillis()}`,
        kind: 'update',
        since,
      },
    ];
  }

  /** The channels, of which each notes what it accepted. */
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

  /** Keeps what was told for a sweep that finds no state. */
  async keep(): Promise<void> {
    const { file, book, health } = this.#parts;
    const broken = health.problem !== null;
    if (book.isNews(broken)) await file?.write(textOfBook(book.kept(broken)));
  }

  #note(channel: string, notification: Notification): void {
    const { book, clock } = this.#parts;
    book.note(channel, notification, clock.nowUtc());
  }
}

/** The message leaves the queue, as when its channel had accepted it at that time. */
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
