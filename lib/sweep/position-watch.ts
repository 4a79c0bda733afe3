import type { RelayTask } from '../monitor/relay-task.ts';
import { type Position, type Positions, positionOf } from '../monitor/standstill.ts';

/** The current positions of vod and url tasks, compared with those of the last sweep. */
export class PositionWatch {
  /** Empty unless the policy looks for stalled tasks. */
  readonly now: Record<string, Position> = Object.create(null);
  readonly #before: Positions;
  /** Whether the policy looks for stalled tasks. */
  readonly isWanted: boolean;

  constructor(before: Positions, isWanted: boolean) {
    this.#before = before;
    this.isWanted = isWanted;
  }

  /**
   * The position of a task that should be making progress; null for all others, and when the policy does not look for
   * stalled tasks.
   */
  note(task: RelayTask, key: string): Position | null {
    const position = this.isWanted ? positionOf(task, this.#before[key]) : null;
    if (position) this.now[key] = position;
    return position;
  }
}
