/** Calls that one operation of Live may get in any second. */
export const LIMIT = 10;
const SECOND_MS = 1_000;

interface Arrival {
  /** It came between these: whoever counts may have been busy. */
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * Counts arrivals by operation, and blames only what is certain on a busy machine. Two sweeps at once that cannot use the state
 * do not know of each other, as docs/architecture.md says: what both call then is no fault of either.
 */
export class ArrivalLedger {
  most = 0;
  calls = 0;
  readonly #recent = new Map<string, Arrival[]>();
  readonly #blame: (detail: string) => void;
  #tooMany: string[] = [];

  constructor(blame: (detail: string) => void) {
    this.#blame = blame;
  }

  arrived(operation: string, latestMs: number, busyMs: number): void {
    this.calls += 1;
    const recent = this.#recent.get(operation) ?? [];
    this.#recent.set(operation, recent);
    recent.push({ earliestMs: latestMs - busyMs, latestMs });
    while (recent[0] !== undefined && recent[0].earliestMs <= latestMs - SECOND_MS) recent.shift();
    this.most = Math.max(this.most, recent.length);
    if (recent.length > LIMIT) this.#tooMany.push(`${recent.length} calls of ${operation} within a second`);
  }

  /** The end of a round. @param apart no two sweeps ran at once without a state to know of each other by */
  judge(apart: boolean): void {
    if (apart) for (const detail of this.#tooMany) this.#blame(detail);
    this.#tooMany = [];
  }
}
