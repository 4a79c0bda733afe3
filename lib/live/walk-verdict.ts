import type { ListMemory } from '../monitor/reading-memory.ts';

/** Why a list was not read completely. */
export interface Incompleteness {
  readonly code: 'page-failed' | 'call-failed' | 'deadline' | 'order-unstable' | 'overlooked';
  readonly text: string;
  /** Whether relays may stay hidden for longer than a sweep, so that on-call has to know. */
  readonly blind: boolean;
}

export const EMPTY_LIST_MEMORY: ListMemory = { risky: [], doubt: 'none' };

/** All that the pages of one list came to, when there is nothing left to read. */
export interface Evidence {
  /** The latest Total. */
  readonly total: number;
  /** Distinct tasks. */
  readonly seen: number;
  /** Answers whose Total was another than that of the answer before, and by how much they moved in all. */
  readonly steps: number;
  readonly moved: number;
  readonly pagesRead: number;
  /** Tasks shown again at the edge of a page, as an insertion makes them; and in the midst of one, which no change of the list does. */
  readonly shifted: number;
  readonly scattered: number;
  /** Tasks that may have crossed a border unseen, and the pages at whose end that may have been. */
  readonly crossed: number;
  readonly risky: readonly number[];
  /** Whether everything was read twice. */
  readonly lookedTwice: boolean;
}

export interface ListVerdict {
  readonly incompleteness: readonly Incompleteness[];
  /** Nothing moved, and as many distinct tasks were seen as Total says. */
  readonly exact: boolean;
  /** Tasks that were in the list and may not have been seen: so many, by what the answers show. */
  readonly overlooked: number;
  readonly memory: ListMemory;
}

/** Of a list that is read completely, at most this share may have been overlooked; a few always may. */
const FEW_SHARE = 0.01;
const FEW = 2;
/** Tasks out of order, or missing, for which no reason is sought. */
const ODD_SHARE = 0.002;
const ODD = 3;
const MOST_RISKY_KEPT = 100;

/** Whether as many tasks were seen as Total says, or what moved explains that they were not. */
export function countDiffers({ total, seen, moved, shifted }: Pick<Evidence, 'total' | 'seen' | 'moved' | 'shifted'>) {
  return moved === 0 && shifted === 0 && seen < total;
}

/** What may be concluded of a list whose every page was read. Pure. @param before what the sweep before left */
export function judgeList(evidence: Evidence, before: ListMemory): ListVerdict {
  const { total, seen, moved, shifted, scattered, risky } = evidence;
  const missing = Math.max(0, total - seen);
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
    const text = `${seen} distinct tasks were read, but Total says ${total}, and what changed under way does not explain that: the list has no steady order, or does not show all that it counts; relays may stay hidden`;
    return verdict('count-differs', { code: 'order-unstable', text, blind: true });
  }
  if (overlooked > Math.max(FEW, total * FEW_SHARE)) {
    const text = `up to ${overlooked} of ${total} tasks may have been overlooked: the list changes faster than it can be read`;
    return verdict('overlooked', { code: 'overlooked', text, blind: before.doubt === 'overlooked' });
  }
  return verdict(differs ? 'count-differs' : 'none');
}

/**
 * Deletions that no Total showed, since a creation between the same two answers hid them: as many as chance would have it
 * when changes come as often as was seen, and as many again.
 */
function unshown({ steps, pagesRead }: Evidence): number {
  return Math.floor(steps ** 2 / (2 * Math.max(1, pagesRead)));
}
