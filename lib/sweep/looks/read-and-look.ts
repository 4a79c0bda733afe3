import type { PhaseTime } from '../budget.ts';
import { type Fleet, readFleet } from '../fleet.ts';
import { PriorityLooks } from '../rolling/priority-looks.ts';
import type { StateSession } from '../session/state-session.ts';
import type { SweepRun } from '../sweep-run.ts';
import { type LeftBefore, leftBefore } from './covered.ts';
import { Looks } from './look.ts';
import { whileLooking } from './while-looking.ts';

/** Reads the whole fleet, and meanwhile looks at the relays that callbacks name. */
export async function readAndLook(
  run: SweepRun,
  session: StateSession,
  time: PhaseTime,
): Promise<{
  readonly fleet: Fleet;
  /** Hints that waited before anything was read: the lists show what became of their relays. */
  readonly left: LeftBefore;
}> {
  const left = await leftBefore(run, time);
  let priority: PriorityLooks | null = null;
  const fleet = await readFleet(run, session, time, ({ live, observations }, reading) => {
    const parts = { run, session, live, faults: observations.faults };
    if (run.settings.rolling) priority = new PriorityLooks(parts);
    return whileLooking(new Looks(parts), run, time, reading, priority);
  });
  return { fleet: { ...fleet, priority: figuresOf(priority, run) }, left };
}

/** Says so where one sweep has not enough calls for all that matters: then it is their turn in a later one. */
function figuresOf(priority: PriorityLooks | null, { deps }: SweepRun): Fleet['priority'] {
  const figures = priority?.figures ?? { wanted: 0, asked: 0 };
  if (figures.asked < figures.wanted) deps.log.warn('priority_relays_left', { ...figures });
  return figures;
}
