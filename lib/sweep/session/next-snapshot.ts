import type { UtcDateTime } from '../../base/time.ts';
import type { PacerMemory } from '../../monitor/reading-memory.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { Remembered } from './state-session.ts';

/** Timer events that are remembered as handled: a platform repeats the last one or two of them. */
const TRIGGERS_KEPT = 8;

interface SaveFacts {
  readonly at: UtcDateTime;
  /** Until when what was told is in what is saved (ISO 8601, UTC). */
  readonly toldUntil: string;
  /** The timer event that is handled to its end by now; null when none is. */
  readonly handled: string | null;
}

/** What is saved when a sweep leaves this, without a lease. @param before what it went on from. Pure. */
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
