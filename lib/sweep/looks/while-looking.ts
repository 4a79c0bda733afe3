import { errorText } from '../../base/errors.ts';
import type { PhaseTime } from '../budget.ts';
import type { PriorityLooks } from '../rolling/priority-looks.ts';
import type { SweepRun } from '../sweep-run.ts';
import type { Looks } from './look.ts';
import { untilHinted } from './until-hinted.ts';

export const LOOK_EVERY_MS = 500;
/** From one look to the next, however many hints come in. */
export const LEAST_MS = 100;
/** Telling must not keep the sweep from its own end. */
const LONGEST_TELLING_MS = 10_000;

/**
 * Looks at what callbacks name while the work is under way, so that a stop is told at once although the lists take long
 * to read. A look that fails is no reason to stop: the lists show the same, only later.
 */
export async function whileLooking<T>(
  looks: Looks,
  run: SweepRun,
  time: PhaseTime,
  work: () => Promise<T>,
  priority: PriorityLooks | null = null,
): Promise<T> {
  if (!run.deps.hints && !priority) return work();
  const done = new AbortController();
  const looking = keepLooking({ looks, priority, run }, time, done.signal);
  try {
    return await work();
  } finally {
    done.abort('done');
    await looking;
  }
}

interface Looking {
  readonly looks: Looks;
  /** Where lists are read in laps. */
  readonly priority: PriorityLooks | null;
  readonly run: SweepRun;
}

async function keepLooking({ looks, priority, run }: Looking, time: PhaseTime, done: AbortSignal): Promise<void> {
  const { clock, log, hints } = run.deps;
  while (!done.aborted && !time.signal.aborted) {
    const isDue = priority?.isDue(time) === true;
    if (!isDue) await untilHinted(run.deps, LOOK_EVERY_MS, done, LEAST_MS);
    if (done.aborted) return;
    try {
      const deadlineMs = Math.min(time.deadlineMs, clock.monotonicMs() + LONGEST_TELLING_MS);
      if (hints && (await looks.look({ ...time, deadlineMs })) === 'overtaken') return;
      if (isDue && (await priority.look({ ...time, deadlineMs })) === 'overtaken') return;
    } catch (error) {
      if (time.signal.aborted) return;
      log.warn('look_failed', { problem: errorText(error) });
    }
  }
}
