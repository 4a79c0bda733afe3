import type { UtcDateTime } from '../../base/time.ts';
import type { Notification } from '../../monitor/notification.ts';
import type { Address, Outbox } from '../../monitor/outbox.ts';
import { stateBroken, stateKey, stateWorks } from '../../monitor/state-message.ts';
import type { StateHealth } from './state-health.ts';

interface NewsParts {
  readonly store: string;
  readonly health: StateHealth;
  /** Whether the previous sweep could save at its end, */
  readonly wasSaved: boolean;
  /** and who had been told of what when it saved. */
  readonly heard: Outbox['receipts'];
}

/** The messages about the state itself: that it is broken (once), and that it works again. */
export class StateNews {
  readonly #parts: NewsParts;
  readonly #key: string;
  /** It was reported as broken, but the previous sweep was able to save. */
  readonly #isOver: boolean;

  constructor(parts: NewsParts) {
    this.#parts = parts;
    this.#key = stateKey(parts.store);
    this.#isOver = parts.wasSaved && parts.heard.some(({ dedupKey }) => dedupKey === this.#key);
  }

  /** The messages that are due about the state now. */
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

  /** An update for channels that forget whatever is not repeated. */
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
}
