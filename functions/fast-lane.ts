import { DEFAULT_INTERVAL_SECONDS } from '../lib/config/schedule.ts';
import { lookUntilQuiet } from '../lib/sweep/looks/look-until-quiet.ts';
import type { SweepSummary } from '../lib/sweep/summary.ts';
import type { PreparedRun } from './prepared.ts';

/** Before the next timer event, and before the platform ends this run. */
const MARGIN_MS = 5_000;

/**
 * Uses what is left of the interval to ask for relays with an incident and for those that callbacks name, so that an
 * end, too, is told within seconds. Ends at once where callbacks are not expected, or nothing has an incident.
 */
export async function lookOnAfter({ skipped }: Pick<SweepSummary, 'skipped'>, run: PreparedRun): Promise<void> {
  const { settings, deps, config, enteredMs, invocation } = run;
  if (!deps.hints || skipped) return;
  const intervalMs = (config.sweep.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1_000;
  const endMs = enteredMs + Math.min(intervalMs, invocation.remainingMs) - MARGIN_MS;
  const lookForMs = Math.max(0, endMs - deps.clock.monotonicMs());
  // a storm is read by the next sweep, which is about to begin
  await lookUntilQuiet({ ...settings, lookForMs }, deps, { endMs });
}
