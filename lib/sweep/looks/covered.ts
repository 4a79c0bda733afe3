import { errorText } from '../../base/errors.ts';
import { withDeadline } from '../../http/deadline.ts';
import type { Hint } from '../../monitor/hint.ts';
import type { PhaseTime } from '../budget.ts';
import { inTime } from '../in-time.ts';
import type { SweepRun } from '../sweep-run.ts';

/** Nothing that a sweep is for may wait longer for hints. */
const LONGEST_MS = 2_000;
/** More wait for the next sweep. */
const MOST_HINTS = 20_000;

/** What callbacks left before a sweep. */
export interface LeftBefore {
  readonly hints: readonly Hint[];
  /** How many requests the receiver refused. */
  readonly refused: number;
}

const NOTHING_LEFT: LeftBefore = { hints: [], refused: 0 };

/** The hints that wait before any page is read, so that the pages show what became of their relays. Does not throw. */
export async function leftBefore({ deps }: SweepRun, { signal }: PhaseTime): Promise<LeftBefore> {
  const { hints, clock, log } = deps;
  if (!hints) return NOTHING_LEFT;
  try {
    const [waiting, refused] = await withDeadline({ clock, timeoutMs: LONGEST_MS, giveUp: signal }, (over) =>
      Promise.all([hints.waiting(MOST_HINTS, over), hints.takeRefused(over).catch(() => 0)]),
    );
    return { hints: waiting, refused };
  } catch (error) {
    log.warn('hints_not_read', { problem: errorText(error) });
    return NOTHING_LEFT;
  }
}

/** Removes the hints whose relays this sweep has seen. Does not throw. */
export async function removeCovered(
  { deps }: SweepRun,
  covered: readonly Hint[],
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const { hints, clock, log } = deps;
  if (!hints || covered.length === 0) return;
  try {
    await inTime((over) => hints.remove(covered, over), signal, clock);
  } catch (error) {
    // the next sweep or look takes them once more, which changes nothing
    log.warn('hints_not_removed', { problem: errorText(error) });
  }
}
