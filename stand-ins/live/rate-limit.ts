/** How calls within one second are counted: any second, or each whole second of the clock by itself. */
export type Window = 'sliding' | 'fixed';

export interface RateLimitOptions {
  /** Calls a second; 0 is no limit. */
  readonly qps: number;
  readonly window: Window;
  /** Whether calls that were refused count too. */
  readonly throttledCount: boolean;
}

const SECOND_MS = 1000;

/** One operation's bucket of one account. Whether the service's own window slides is not documented. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #counted: number[] = [];

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** @returns undefined when the call may pass, or after how many ms another might */
  arrive(nowMs: number): number | undefined {
    const { qps, throttledCount } = this.#options;
    if (qps <= 0) return undefined;
    this.#counted = this.#counted.filter((atMs) => this.#sameWindow(atMs, nowMs));
    const refused = this.#counted.length >= qps;
    if (!refused || throttledCount) this.#counted.push(nowMs);
    return refused ? this.#waitMs(nowMs) : undefined;
  }

  #sameWindow(atMs: number, nowMs: number): boolean {
    if (this.#options.window === 'sliding') return nowMs - atMs < SECOND_MS;
    return Math.floor(atMs / SECOND_MS) === Math.floor(nowMs / SECOND_MS);
  }

  #waitMs(nowMs: number): number {
    if (this.#options.window === 'fixed') return SECOND_MS - (nowMs % SECOND_MS);
    const blocking = this.#counted[this.#counted.length - this.#options.qps] ?? nowMs;
    return blocking + SECOND_MS - nowMs;
  }
}
