import { DEFAULT_INTERVAL_SECONDS } from '../lib/config/schedule.ts';
import { HINTS_EVERY_MS, NEXT_SWEEP_MS, YOUNG_MS } from '../lib/sweep/looks/between.ts';
import { lookUntilQuiet, TELLING_MS } from '../lib/sweep/looks/look-until-quiet.ts';
import type { SweepSummary } from '../lib/sweep/summary.ts';
import type { PreparedRun } from './prepared.ts';

/**
 * Uses what is left of the interval to ask for relays with a young fault and for those that callbacks name, so that an
 * end, too, is told within seconds. Ends at once where callbacks are not expected, or no fault is young.
 */
export async function lookOnAfter({ skipped }: Pick<SweepSummary, 'skipped'>, run: PreparedRun): Promise<void> {
  const { settings, deps, config, enteredMs, invocation } = run;
  if (!deps.hints || skipped) return;
  const intervalMs = (config.sweep.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1_000;
  const endMs = enteredMs + Math.min(intervalMs - NEXT_SWEEP_MS, invocation.remainingMs - TELLING_MS - NEXT_SWEEP_MS);
  const lookForMs = Math.max(0, endMs - deps.clock.monotonicMs());
  // a storm is read by the next sweep, which is about to begin
  await lookUntilQuiet({ ...settings, lookForMs, youngMs: YOUNG_MS, hintsEveryMs: HINTS_EVERY_MS }, deps, { endMs });
}
