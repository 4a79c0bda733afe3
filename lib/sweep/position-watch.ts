import type { RelayTask } from '../monitor/relay-task.ts';
import { type Position, type Positions, positionOf } from '../monitor/standstill.ts';

/** Where vod and url tasks are now, beside where they were in the last sweep. */
export class PositionWatch {
  /** Empty unless the policy looks for stalled tasks. */
  readonly now: Record<string, Position> = Object.create(null);
  readonly #before: Positions;
  readonly #isWanted: boolean;

  constructor(before: Positions, isWanted: boolean) {
    this.#before = before;
    this.#isWanted = isWanted;
  }

  /** The position of a task that should move on; null for every other one, and where nobody looks for stalled tasks. */
  note(task: RelayTask, key: string): Position | null {
    const position = this.#isWanted ? positionOf(task, this.#before[key]) : null;
    if (position) this.now[key] = position;
    return position;
  }
}
