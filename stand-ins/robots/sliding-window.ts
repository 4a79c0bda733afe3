/** Counts what happened in the last `windowMs`, this moment included. */
export class SlidingWindow {
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes a place and returns true, or takes none and returns false when `most` are taken. */
  admits(most: number, nowMs: number): boolean {
    this.#times = this.#times.filter((at) => at > nowMs - this.#windowMs);
    if (this.#times.length >= most) return false;
    this.#times.push(nowMs);
    return true;
  }
}
