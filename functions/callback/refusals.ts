import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { withDeadline } from '../../lib/http/deadline.ts';
import type { HintBox } from '../../lib/state/hints.ts';

/** A flood of forged requests must not become a flood of writes. */
const EVERY_MS = 60_000;
const NOTING_MS = 1_000;

/**
 * Counts refused requests for the sweep's metrics: the first is noted at once, later ones together once a minute. What
 * an instance has not noted when it ends is not counted.
 */
export class Refusals {
  readonly #clock: Clock;
  readonly #instance: string;
  #count = 0;
  #notedMs = Number.NEGATIVE_INFINITY;

  /** @param instance differs from that of any other one */
  constructor(clock: Clock, instance: string) {
    this.#clock = clock;
    this.#instance = instance;
  }

  /** Does not throw: a request that is refused must not wait for long, nor fail differently. */
  async note({ hints, log }: { readonly hints: HintBox; readonly log: Log }): Promise<void> {
    this.#count += 1;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#notedMs < EVERY_MS) return;
    const count = this.#count;
    this.#notedMs = nowMs;
    this.#count = 0;
    log.warn('callbacks_refused', { count });
    const by = `${this.#instance}.${this.#clock.nowUtc().toMillis()}`;
    await withDeadline({ clock: this.#clock, timeoutMs: NOTING_MS }, (signal) =>
      hints.noteRefused(count, by, signal),
    ).catch((error: unknown) => {
      log.warn('refusals_not_noted', { problem: errorText(error) });
    });
  }
}
