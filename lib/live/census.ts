import { fingerprint } from '../monitor/fingerprint.ts';

/** Epochs fit a byte; a list that changes more often than this is not going to hold still anyway. */
export const LAST_EPOCH = 255;
const SMALLEST = 64;
/** A total that the service made up must not make us allocate for it. */
const LARGEST_FIRST = 4_000_000;
const FULL_SHARE = 0.8;

/**
 * Which tasks were seen, of which class, and when last: eleven bytes a task, whatever its id, so that a million tasks can
 * be told apart in 14 MB. A task is known by a 64-bit fingerprint; among a million tasks, two share one with a chance of
 * 3 in 100 million, and then the sweep finds one task too few and says so.
 */
export class Census {
  #high: Uint32Array;
  #low: Uint32Array;
  #classOf: Uint16Array;
  #epochOf: Uint8Array;
  #size = 0;

  constructor(expected = 0) {
    const capacity = Math.max(SMALLEST, Math.ceil(Math.min(expected, LARGEST_FIRST) / FULL_SHARE) + 1);
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#classOf = new Uint16Array(capacity);
    this.#epochOf = new Uint8Array(capacity);
  }

  /** Distinct tasks seen. */
  get size(): number {
    return this.#size;
  }

  /** Notes one sighting; the latest class and epoch win. `epoch` from 1 to 255. */
  observe(id: string, classId: number, epoch: number): void {
    if (this.#size + 1 > this.#high.length * FULL_SHARE) this.#grow();
    const [high, low] = fingerprint(id);
    const at = this.#find(high, low);
    if (this.#epochOf[at] === 0) {
      this.#high[at] = high;
      this.#low[at] = low;
      this.#size += 1;
    }
    this.#classOf[at] = classId;
    this.#epochOf[at] = epoch;
  }

  /** Distinct tasks whose latest sighting was in this epoch. */
  countSeenIn(epoch: number): number {
    let count = 0;
    for (const seen of this.#epochOf) if (seen === epoch) count += 1;
    return count;
  }

  /** The epoch of the latest sighting of a task; 0 when it was never seen. */
  epochOf(id: string): number {
    const [high, low] = fingerprint(id);
    return this.#epochOf[this.#find(high, low)] ?? 0;
  }

  /** The class of the latest sighting of a task; null when it was never seen. */
  classOf(id: string): number | null {
    const [high, low] = fingerprint(id);
    const at = this.#find(high, low);
    return this.#epochOf[at] === 0 ? null : (this.#classOf[at] ?? null);
  }

  /**
   * Tasks by class.
   * @param onlyEpoch count only those last seen in this epoch; the others were there earlier and are gone
   * @param besides leave out what these hold too (they were counted there)
   */
  countByClass(onlyEpoch?: number, besides: readonly Census[] = []): Map<number, number> {
    const counts = new Map<number, number>();
    for (let at = 0; at < this.#epochOf.length; at++) {
      const epoch = this.#epochOf[at] as number;
      if (epoch === 0 || (onlyEpoch !== undefined && epoch !== onlyEpoch)) continue;
      const high = this.#high[at] as number;
      const low = this.#low[at] as number;
      if (besides.some((other) => other.#holds(high, low))) continue;
      const classId = this.#classOf[at] as number;
      counts.set(classId, (counts.get(classId) ?? 0) + 1);
    }
    return counts;
  }

  #holds(high: number, low: number): boolean {
    return this.#epochOf[this.#find(high, low)] !== 0;
  }

  /** Where this fingerprint is, or the empty place where it belongs. */
  #find(high: number, low: number): number {
    const capacity = this.#high.length;
    let at = (high ^ Math.imul(low, 0x9e3779b1)) >>> 0;
    at %= capacity;
    while (this.#epochOf[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low))
      at = at + 1 === capacity ? 0 : at + 1;
    return at;
  }

  #grow(): void {
    const { 0: high, 1: low, 2: classOf, 3: epochOf } = [this.#high, this.#low, this.#classOf, this.#epochOf] as const;
    const capacity = Math.ceil(high.length * 1.5);
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#classOf = new Uint16Array(capacity);
    this.#epochOf = new Uint8Array(capacity);
    for (let from = 0; from < high.length; from++) {
      if (epochOf[from] === 0) continue;
      const to = this.#find(high[from] as number, low[from] as number);
      this.#high[to] = high[from] as number;
      this.#low[to] = low[from] as number;
      this.#classOf[to] = classOf[from] as number;
      this.#epochOf[to] = epochOf[from] as number;
    }
  }
}
