import type { PhaseTime } from '../budget.ts';
import { type Fleet, readFleet } from '../fleet.ts';
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
  const fleet = await readFleet(run, session, time, ({ live, observations }, reading) => {
    const looks = new Looks({ run, session, live, faults: observations.faults });
    return whileLooking(looks, run, time, reading);
  });
  return { fleet, left };
}
