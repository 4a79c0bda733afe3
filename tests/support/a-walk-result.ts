import { Census } from '../../lib/live/census.ts';
import type { WalkResult } from '../../lib/live/walk.ts';
import { EMPTY_LIST_MEMORY } from '../../lib/live/walk-verdict.ts';

/** A list that was read completely while nothing moved, but for what is given. */
export function aWalkResult(parts: Partial<WalkResult> = {}): WalkResult {
  return {
    walk: { region: 'cn-shanghai', filter: {}, key: 'cn-shanghai' },
    complete: true,
    exact: true,
    overlooked: 0,
    incompleteness: [],
    pagesRead: 1,
    census: new Census(),
    memory: EMPTY_LIST_MEMORY,
    ...parts,
  };
}
