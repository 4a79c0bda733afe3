import { DEFAULT_INTERVAL_SECONDS } from '../lib/config/schedule.ts';
import { lookUntilQuiet, TELLING_MS } from '../lib/sweep/looks/look-until-quiet.ts';
import type { SweepSummary } from '../lib/sweep/summary.ts';
import type { PreparedRun } from './prepared.ts';

/** Before the next timer event: a sweep that finds the state in use is skipped. */
const MARGIN_MS = 5_000;

/** An incident may be open for days, and a bucket asks a price for each listing. */
const HINTS_EVERY_MS = 1_000;

/**
 * Uses what is left of the interval to ask for relays with an incident and for those that callbacks name, so that an
 * end, too, is told within seconds. Ends at once where callbacks are not expected, or nothing has an incident.
 */
export async function lookOnAfter({ skipped }: Pick<SweepSummary, 'skipped'>, run: PreparedRun): Promise<void> {
  const { settings, deps, config, enteredMs, invocation } = run;
  if (!deps.hints || skipped) return;
  const intervalMs = (config.sweep.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1_000;
  const endMs = enteredMs + Math.min(intervalMs - MARGIN_MS, invocation.remainingMs - TELLING_MS - MARGIN_MS);
  const lookForMs = Math.max(0, endMs - deps.clock.monotonicMs());
  // a storm is read by the next sweep, which is about to begin
  await lookUntilQuiet({ ...settings, lookForMs, hintsEveryMs: HINTS_EVERY_MS }, deps, { endMs });
}
