import type { Hint } from './hint.ts';
import type { Incident } from './incident.ts';
import type { HintCounts } from './look-memory.ts';
import { isRelayKey } from './sightings.ts';

/** What callbacks did since the last sweep, for its metrics. */
export interface CallbackFigures {
  readonly received: number;
  /** Requests with a wrong token, or no callbacks; those that an instance has not noted yet come later. */
  readonly refused: number;
  /** Of those received, the ones that were true: something had changed. */
  readonly confirmed: number;
  /** Faults that a sweep saw first, since no callback named them. */
  readonly lost: number;
  /** From the event to our knowing that it is true, the longest; null when nothing was confirmed. */
  readonly longestDelayMs: number | null;
}

export interface SweptCallbacks {
  /** From the looks since the last sweep. */
  readonly counts: HintCounts;
  /** Hints that waited before the lists were read. */
  readonly covered: readonly Hint[];
  readonly refused: number;
  /** Incidents that this sweep opened. */
  readonly opened: readonly Incident[];
  /** Keys of incidents from before it; null when nothing was known before, so that nothing can have been lost. */
  readonly before: ReadonlySet<string> | null;
}

export function callbackFigures({ counts, covered, refused, opened, before }: SweptCallbacks): CallbackFigures {
  const named = new Set(covered.map(({ taskId }) => taskId));
  const relays = opened.filter(({ key }) => isRelayKey(key));
  const isNew = ({ key }: Incident) => before !== null && !before.has(key);
  return {
    received: counts.received + covered.length,
    refused,
    confirmed: counts.confirmed + relays.filter(({ taskId }) => named.has(taskId)).length,
    lost: relays.filter((one) => isNew(one) && !named.has(one.taskId)).length,
    longestDelayMs: counts.longestDelayMs,
  };
}
