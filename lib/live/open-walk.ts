import { Census } from './census.ts';
import type { OpenPart } from './list-part.ts';
import type { PagesResult, Walk, WalkResult } from './walk.ts';
import type { WalkPlan } from './walk-plan.ts';
import { EMPTY_LIST_MEMORY, type ListVerdict } from './walk-verdict.ts';

/** A walk whose list is being read. */
export interface OpenWalk {
  readonly walk: Walk;
  readonly plan: WalkPlan;
  /** Null when the list is read whole. */
  readonly part: OpenPart | null;
  census: Census | null;
}

/** Distinct tasks, without those that an earlier sweep of the lap counted. */
export function newIn({ census, part }: OpenWalk): number {
  return (census?.size ?? 0) - (part?.overlap.size ?? 0);
}

/** For a walk without a verdict: there were no more pages to request, and nothing says why. */
const UNKNOWN: ListVerdict = { incompleteness: [], exact: false, overlooked: 0, memory: EMPTY_LIST_MEMORY };

/** What was read, once nothing more is. @param outOfTime whether that is why */
export function pagesResult(open: readonly OpenWalk[], outOfTime: boolean): PagesResult {
  const unfinished = outOfTime ? open.filter(({ plan }) => plan.verdict === null) : [];
  // in reading order: pages before the start page come after all others
  const next = unfinished.find(({ plan }) => plan.hasOnwardPages) ?? unfinished[0];
  for (const { plan, part } of unfinished) {
    if (part) plan.pause();
    plan.stop({
      code: 'deadline',
      text: `time ran out after ${plan.pagesRead} of ${Math.max(1, plan.lastPage)} pages`,
      blind: true,
    });
  }
  return {
    walks: open.map(resultOf),
    cursor: next && !next.part ? { walk: next.walk.key, page: next.plan.resumePage } : null,
  };
}

function resultOf({ walk, plan, census, part }: OpenWalk): WalkResult {
  const pausedAt = part && plan.pausedAt;
  const isWhole = part === null || (part.from === 1 && pausedAt === null);
  const soFar = part && plan.soFar(census?.size ?? 0, part.overlap.size);
  return {
    walk,
    complete: plan.verdict?.incompleteness.length === 0 && isWhole,
    ...(plan.verdict ?? UNKNOWN),
    pagesRead: plan.pagesRead,
    census: census ?? new Census(),
    ...(part && soFar ? { part: { pausedAt, skipped: plan.skipped, soFar, overlap: part.overlap } } : {}),
  };
}
