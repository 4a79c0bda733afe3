import { type Fingerprint, fingerprint } from '../monitor/fingerprint.ts';

const SMALLEST = 64;
/** Initial capacity: Total may be wrong and must not make us allocate more than this up front. */
const LARGEST_FIRST = 20_000;
const FULL_SHARE = 0.8;
const GROWTH = 1.5;
/**
 * What is expected is believed as far as tasks have come already. A smaller factor would have the last and largest copy made
 * when most tasks are there, and both copies are in memory then.
 */
const GROWTH_AS_EXPECTED = 8;
/** Highest class number, since 0 marks a task that is not there. */
export const MOST_CLASSES = 0xffff;

/**
 * Records which tasks were seen and the class of each, in ten bytes a task whatever the length of its id, so that a
 * million tasks fit in 13 MB. A task is identified by 63 bits of its fingerprint. The chance that two of a million tasks
 * share them is 5 in 100 million; the sweep then finds one task too few and reports it.
 */
export class Census {
  /** Both halves side by side, since each other part of the memory is waited for. Two zeros where a place is empty. */
  #prints: Int32Array;
  /** The class plus one. */
  #markOf: Uint16Array;
  #size = 0;
  #expected: number;

  constructor(expected = 0) {
    this.#expected = expected;
    const capacity = Math.max(SMALLEST, roomFor(Math.min(expected, LARGEST_FIRST)));
    this.#prints = new Int32Array(2 * capacity);
    this.#markOf = new Uint16Array(capacity);
  }

  /** Distinct tasks seen. */
  get size(): number {
    return this.#size;
  }

  /** There may be as many more: room for just as many is less than what guessing would take. */
  expect(more: number): void {
    this.#expected += more;
  }

  /**
   * Records one sighting; the latest class wins. @param task its id, or the fingerprint of that @param classOf below
   * MOST_CLASSES; or what tells it from the class before, null at the first sighting: one look-up, and so one wait for the
   * memory, does for both @returns whether it is the first sighting of this task
   */
  observe(task: string | Fingerprint, classOf: number | ((before: number | null) => number)): boolean {
    if (this.#size + 1 > this.#markOf.length * FULL_SHARE) this.#grow();
    const [high, low] = printOf(task);
    const at = this.#find(high, low | 1);
    const mark = this.#markOf[at] as number;
    const isFirst = mark === 0;
    const classId = typeof classOf === 'number' ? classOf : classOf(isFirst ? null : mark - 1);
    if (isFirst) {
      this.#prints[2 * at] = high;
      this.#prints[2 * at + 1] = low | 1;
      this.#size += 1;
    }
    this.#markOf[at] = classId + 1;
    return isFirst;
  }

  /** Forgets all, and gives the room back. */
  clear(): void {
    this.#size = 0;
    this.#expected = 0;
    this.#prints = new Int32Array(2 * SMALLEST);
    this.#markOf = new Uint16Array(SMALLEST);
  }

  /** Whether a task was seen. */
  has(task: string | Fingerprint): boolean {
    const [high, low] = printOf(task);
    return this.#holds(high, low | 1);
  }

  /** The class of the latest sighting of a task; null when it was never seen. */
  classOf(task: string | Fingerprint): number | null {
    const [high, low] = printOf(task);
    const mark = this.#markOf[this.#find(high, low | 1)] ?? 0;
    return mark === 0 ? null : mark - 1;
  }

  /**
   * Number of tasks in each class. @param besides leaves out tasks that these hold too, since they are counted there
   */
  countByClass(besides: readonly Census[] = []): Map<number, number> {
    const ofMark = new Uint32Array(MOST_CLASSES + 1);
    for (let at = 0; at < this.#markOf.length; at++) {
      const mark = this.#markOf[at] as number;
      if (mark > 0 && !this.#isIn(besides, at)) ofMark[mark] = (ofMark[mark] as number) + 1;
    }
    const counts = new Map<number, number>();
    for (let mark = 1; mark < ofMark.length; mark++)
      if (ofMark[mark] !== 0) counts.set(mark - 1, ofMark[mark] as number);
    return counts;
  }

  /** The entry of each task for a roster, in no order. */
  *rosterEntries(): Generator<number> {
    for (let at = 0; at < this.#markOf.length; at++)
      if (this.#markOf[at] !== 0) yield (this.#prints[2 * at] as number) >>> 0;
  }

  #isIn(others: readonly Census[], at: number): boolean {
    for (const other of others)
      if (other.#holds(this.#prints[2 * at] as number, this.#prints[2 * at + 1] as number)) return true;
    return false;
  }

  /** @param low with its last bit set, as in all of these */
  #holds(high: number, low: number): boolean {
    return this.#prints[2 * this.#find(high, low) + 1] !== 0;
  }

  /** The place of this fingerprint, or the empty one where it belongs. */
  #find(high: number, low: number): number {
    const prints = this.#prints;
    const capacity = this.#markOf.length;
    let at = ((high ^ Math.imul(low, 0x9e3779b1)) >>> 0) % capacity;
    while (prints[2 * at + 1] !== 0 && (prints[2 * at] !== high || prints[2 * at + 1] !== low))
      at = at + 1 === capacity ? 0 : at + 1;
    return at;
  }

  #grow(): void {
    const [prints, markOf] = [this.#prints, this.#markOf];
    const asExpected = Math.min(roomFor(this.#expected), markOf.length * GROWTH_AS_EXPECTED);
    const capacity = Math.max(asExpected, Math.ceil(markOf.length * GROWTH));
    this.#prints = new Int32Array(2 * capacity);
    this.#markOf = new Uint16Array(capacity);
    for (let from = 0; from < markOf.length; from++) {
      if (markOf[from] === 0) continue;
      const [high, low] = [prints[2 * from] as number, prints[2 * from + 1] as number];
      const to = this.#find(high, low);
      this.#prints[2 * to] = high;
      this.#prints[2 * to + 1] = low;
      this.#markOf[to] = markOf[from] as number;
    }
  }
}

function roomFor(tasks: number): number {
  return Math.ceil(tasks / FULL_SHARE) + 1;
}

function printOf(task: string | Fingerprint): Fingerprint {
  return typeof task === 'string' ? fingerprint(task) : task;
}
