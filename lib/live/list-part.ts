import type { ListMemory, PagesSoFar } from '../monitor/reading-memory.ts';
import { Census } from './census.ts';
import { WalkPlan } from './walk-plan.ts';

/** A part of a list, which one sweep of a lap has read. */
export interface PartRead {
  /** The first page of what is left; null when the list was read to its end. */
  readonly pausedAt: number | null;
  /** Pages that failed, and that no later sweep of the lap tries again. */
  readonly skipped: number;
  readonly soFar: PagesSoFar;
  /** Tasks of the page before, read once more: an earlier sweep has counted them. */
  readonly overlap: Census;
}

/** Where a list is read on that earlier sweeps of a lap have read a part of. */
export interface PartToRead {
  /** The first page that was not read yet. */
  readonly page: number;
  readonly before: PagesSoFar | null;
}

/** A part that is being read. */
export interface OpenPart {
  /** Tasks of pages before this one were counted by an earlier sweep. */
  readonly from: number;
  readonly overlap: Census;
}

/** The page before the pause is read again, for what moved across its end meanwhile. */
export function partOf(
  { page, before }: PartToRead,
  pageSize: number,
  memory: ListMemory | undefined,
): { readonly plan: WalkPlan; readonly part: OpenPart } {
  const plan = new WalkPlan(pageSize, Math.max(1, page - 1), memory, { before });
  return { plan, part: { from: page, overlap: new Census() } };
}
