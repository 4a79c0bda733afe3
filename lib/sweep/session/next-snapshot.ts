import type { UtcDateTime } from '../../base/time.ts';
import type { PacerMemory } from '../../monitor/reading-memory.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { Remembered } from './state-session.ts';

/** Handled timer events to remember: a platform only repeats the last one or two. */
const TRIGGERS_KEPT = 8;

interface SaveFacts {
  readonly at: UtcDateTime;
  /** The time up to which the saved state knows what was told (ISO 8601, UTC). */
  readonly toldUntil: string;
  /** The timer event that has been handled completely; null when none has. */
  readonly handled: string | null;
}

/**
 * The snapshot to save at this point, without a lease. @param before the snapshot that the sweep started from. Pure.
 */
export function nextSnapshot(
  before: Snapshot | null,
  { points, pacers, ...remembered }: Remembered,
  { at, toldUntil, handled }: SaveFacts,
): Snapshot {
  const handledBefore = before?.handledTriggers ?? [];
  return {
    ...remembered,
    savedAt: at.toISO(),
    lease: null,
    pacers: Object.fromEntries(Object.entries(pacers).filter(([, one]) => saysAnything(one))),
    points: points === null ? (before?.points ?? null) : { at, points },
    handledTriggers: handled === null ? handledBefore : [...handledBefore, handled].slice(-TRIGGERS_KEPT),
    toldUntil,
  };
}

function saysAnything({ samples, held }: PacerMemory): boolean {
  return samples > 0 || (held?.freeInMs.length ?? 0) > 0;
}
