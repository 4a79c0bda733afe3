import type { SweepSummary } from '../lib/sweep/summary.ts';

/** 0 when everything was seen and what was told is saved, else 1. */
export function exitCodeOf({ sweep, state }: SweepSummary): number {
  return sweep.complete && state?.ok !== false ? 0 : 1;
}
