import type { ListProblem } from '../monitor/lap.ts';
import type { ListMemory, PagesSoFar } from '../monitor/reading-memory.ts';

/** Why a list was not read completely. */
export interface Incompleteness extends ListProblem {
  readonly code: 'page-failed' | 'call-failed' | 'deadline' | 'order-unstable' | 'overlooked';
}

export const EMPTY_LIST_MEMORY: ListMemory = { risky: [], doubt: 'none' };

/** What the pages of one list add up to when there is nothing left to read. */
export interface Evidence extends Omit<PagesSoFar, 'openBorders' | 'readAgain'> {
  /** The pages that end at borders which a task may have crossed unseen. */
  readonly risky: readonly number[];
  /** Whether everything was read twice. */
  readonly lookedTwice: boolean;
}

export interface ListVerdict {
  readonly incompleteness: readonly Incompleteness[];
  /** Nothing changed, and the number of distinct tasks equals Total. */
  readonly exact: boolean;
  /** An estimate of the tasks that were in the list but may not have been seen. */
  readonly overlooked: number;
  readonly memory: ListMemory;
}

/** A list counts as completely read if at most this share may have been missed; a small number is always accepted. */
const FEW_SHARE = 0.01;
const FEW = 2;
/** Share of tasks out of order, or missing, that is accepted without an explanation. */
const ODD_SHARE = 0.002;
const ODD = 3;
export const MOST_RISKY_KEPT = 100;

/** Whether the number of tasks seen differs from Total by more than the observed changes explain. */
export function countDiffers({ total, seen, moved, shifted }: Pick<Evidence, 'total' | 'seen' | 'moved' | 'shifted'>) {
  return moved === 0 && shifted === 0 && seen < total;
}

/** The conclusion about a list of which every page was read. Pure. @param before what the previous sweep remembered */
export function judgeList(evidence: Evidence, before: ListMemory): ListVerdict {
  const { total, seen, moved, shifted, scattered, risky } = evidence;
  const missing = total - seen;
  const overlooked = Math.max(evidence.crossed + unshown(evidence), missing);
  const differs = countDiffers(evidence);
  const verdict = (doubt: ListMemory['doubt'], ...incompleteness: Incompleteness[]): ListVerdict => ({
    incompleteness,
    exact: moved === 0 && shifted === 0 && scattered === 0 && seen === total,
    overlooked,
    memory: { risky: risky.slice(0, MOST_RISKY_KEPT), doubt },
  });
  const odd = Math.max(scattered, missing - 2 * (moved + shifted));
  if (
    odd > Math.max(ODD, total * ODD_SHARE) ||
    (differs && (evidence.lookedTwice || before.doubt === 'count-differs'))
  ) {
    const text = `${seen} distinct tasks were read, but Total says ${total}, and what changed under way does not explain that: the list has no stable order, or does not show everything it counts; relays may stay hidden`;
    return verdict('count-differs', { code: 'order-unstable', text, blind: true });
  }
  if (overlooked > Math.max(FEW, total * FEW_SHARE)) {
    const text = `up to ${overlooked} of ${total} tasks may have been overlooked: the list changes faster than it can be read`;
    return verdict('overlooked', { code: 'overlooked', text, blind: before.doubt === 'overlooked' });
  }
  return verdict(differs ? 'count-differs' : 'none');
}

/**
 * Estimated deletions that no Total showed, because a creation between the same two answers hid them: the number
 * expected by chance at the observed rate of change, doubled.
 */
function unshown({ steps, pagesRead }: Evidence): number {
  return Math.floor(steps ** 2 / (2 * Math.max(1, pagesRead)));
}
