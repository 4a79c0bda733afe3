import type { CallbackOptions } from './callback-options.ts';
import { CallbackSender, type CallbackStats, ownClock } from './callback-sender.ts';
import type { Fleet } from './fleet.ts';
import type { Random } from './random.ts';

/** How often tasks that change by themselves are looked for. */
const LOOK_EVERY_MS = 250;

/** Callbacks of one fleet. Nothing runs and nothing is counted before a task has a CallbackUrl that was asked for. */
export class Callbacks {
  readonly #options: CallbackOptions;
  readonly #sender: CallbackSender;
  readonly #bringUp: () => Fleet;
  #looking: Promise<void> | undefined;

  /** @param bringUp gives the fleet as it is now */
  constructor(options: CallbackOptions, random: Random, bringUp: () => Fleet) {
    this.#options = options;
    this.#sender = new CallbackSender(options, random);
    this.#bringUp = bringUp;
    if (options.url !== undefined) this.begin();
  }

  /** From now on, changes are reported. */
  begin(): void {
    if (this.#looking !== undefined || this.#sender.closing.aborted) return;
    this.#bringUp().watchChanges((change) => this.#sender.tell(change));
    this.#looking = this.#look().catch(() => undefined);
  }

  stats(): { readonly callbacks?: CallbackStats } {
    return this.#looking === undefined ? {} : { callbacks: this.#sender.stats() };
  }

  resetStats(): void {
    this.#sender.resetStats();
  }

  settled(): Promise<void> {
    return this.#sender.settled();
  }

  async close(): Promise<void> {
    await this.#sender.close();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { clock = ownClock } = this.#options;
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, this.#sender.closing);
      this.#bringUp();
    }
  }
}
