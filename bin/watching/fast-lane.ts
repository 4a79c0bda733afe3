import type { Clock } from '../../lib/base/time.ts';
import type { HintBox } from '../../lib/state/hints.ts';
import { untilHinted } from '../../lib/sweep/looks/until-hinted.ts';

/** What happens between two sweeps. */
export interface Lane {
  readonly clock: Clock;
  /** Looks at what callbacks named and at relays with an incident, until `endMs` or until nothing is left to look at. */
  look(endMs: number): Promise<'quiet' | 'storm'>;
  /** What this process receives; null where it receives nothing. */
  readonly hints: Pick<HintBox, 'next'> | null;
}

/**
 * Passes the time until the next sweep with looks. @returns when that sweep is due: at its time, at once in a storm, or
 * when `stopping` fires
 */
export async function betweenSweeps(lane: Lane, waitMs: number, stopping: AbortSignal): Promise<'due' | 'storm'> {
  const { clock, look } = lane;
  const endMs = clock.monotonicMs() + waitMs;
  while (!stopping.aborted && clock.monotonicMs() < endMs) {
    if ((await look(endMs)) === 'storm') return 'storm';
    await untilHinted(lane, Math.max(0, endMs - clock.monotonicMs()), stopping);
  }
  return 'due';
}
