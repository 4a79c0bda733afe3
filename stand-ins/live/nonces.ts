// A call may be dated 15 minutes ahead and come again 15 minutes after that, so a nonce counts for half an hour.
const KEPT_MS = 30 * 60 * 1000;

/** Remembers which nonces were used. How long the service does is not documented; this is as long as it must. */
export class Nonces {
  #current = new Set<string>();
  #previous = new Set<string>();
  #turnedMs = Number.NEGATIVE_INFINITY;

  /** @returns false when the nonce was used before */
  use(nonce: string, nowMs: number): boolean {
    if (nowMs - this.#turnedMs >= KEPT_MS) {
      this.#previous = this.#current;
      this.#current = new Set();
      this.#turnedMs = nowMs;
    }
    if (this.#current.has(nonce) || this.#previous.has(nonce)) return false;
    this.#current.add(nonce);
    return true;
  }
}
