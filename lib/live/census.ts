import { type Fingerprint, fingerprint } from '../monitor/fingerprint.ts';

const SMALLEST = 64;
/** Initial capacity: Total may be wrong and must not make us allocate more than this up front. */
const LARGEST_FIRST = 20_000;
const FULL_SHARE = 0.8;
/** Highest class number, since 0 marks an empty place. */
export const MOST_CLASSES = 0xffff;

/**
 * Records which tasks were seen and the class of each, in ten bytes a task whatever the length of its id, so that a
 * million tasks fit in 13 MB. A task is identified by a 64-bit fingerprint. The chance that two of a million tasks
 * share one is 3 in 100 million; the sweep then finds one task too few and reports it.
 */
export class Census {
  #high: Uint32Array;
  #low: Uint32Array;
  /** The class plus one; 0 where the place is empty. */
  #markOf: Uint16Array;
  #size = 0;

  constructor(expected = 0) {
    const capacity = Math.max(SMALLEST, Math.ceil(Math.min(expected, LARGEST_FIRST) / FULL_SHARE) + 1);
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#markOf = new Uint16Array(capacity);
  }

  /** Distinct tasks seen. */
  get size(): number {
    return this.#size;
  }

  /**
   * Records one sighting; the latest class wins. @param task its id, or the fingerprint of that @param classId below MOST_CLASSES @returns whether it is the first
   * sighting of this task
   */
  observe(task: string | Fingerprint, classId: number): boolean {
    if (this.#size + 1 > this.#high.length * FULL_SHARE) this.#grow();
    const [high, low] = printOf(task);
    const at = this.#find(high, low);
    const isFirst = this.#markOf[at] === 0;
    if (isFirst) {
      this.#high[at] = high;
      this.#low[at] = low;
      this.#size += 1;
    }
    this.#markOf[at] = classId + 1;
    return isFirst;
  }

  /** Whether a task was seen. */
  has(task: string | Fingerprint): boolean {
    const [high, low] = printOf(task);
    return this.#holds(high, low);
  }

  /** The class of the latest sighting of a task; null when it was never seen. */
  classOf(task: string | Fingerprint): number | null {
    const [high, low] = printOf(task);
    const mark = this.#markOf[this.#find(high, low)] ?? 0;
    return mark === 0 ? null : mark - 1;
  }

  /**
   * Number of tasks in each class. @param besides leaves out tasks that these hold too, since they are counted there
   */
  countByClass(besides: readonly Census[] = []): Map<number, number> {
    const counts = new Map<number, number>();
    for (let at = 0; at < this.#markOf.length; at++) {
      const mark = this.#markOf[at] as number;
      if (mark === 0) continue;
      const high = this.#high[at] as number;
      const low = this.#low[at] as number;
      if (besides.some((other) => other.#holds(high, low))) continue;
      counts.set(mark - 1, (counts.get(mark - 1) ?? 0) + 1);
    }
    return counts;
  }

  /** The entry of each task for a roster, in no order. */
  *rosterEntries(): Generator<number> {
    for (let at = 0; at < this.#markOf.length; at++) if (this.#markOf[at] !== 0) yield this.#high[at] as number;
  }

  #holds(high: number, low: number): boolean {
    return this.#markOf[this.#find(high, low)] !== 0;
  }

  /** The index of this fingerprint, or of the empty place where it belongs. */
  #find(high: number, low: number): number {
    const capacity = this.#high.length;
    let at = (high ^ Math.imul(low, 0x9e3779b1)) >>> 0;
    at %= capacity;
    while (this.#markOf[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low))
      at = at + 1 === capacity ? 0 : at + 1;
    return at;
  }

  #grow(): void {
    const { 0: high, 1: low, 2: markOf } = [this.#high, this.#low, this.#markOf] as const;
    const capacity = Math.ceil(high.length * 1.5);
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#markOf = new Uint16Array(capacity);
    for (let from = 0; from < high.length; from++) {
      if (markOf[from] === 0) continue;
      const to = this.#find(high[from] as number, low[from] as number);
      this.#high[to] = high[from] as number;
      this.#low[to] = low[from] as number;
      this.#markOf[to] = markOf[from] as number;
    }
  }
}

function printOf(task: string | Fingerprint): Fingerprint {
  return typeof task === 'string' ? fingerprint(task) : task;
}
