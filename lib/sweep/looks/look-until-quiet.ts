import { errorText } from '../../base/errors.ts';
import { SweepBudget } from '../budget.ts';
import type { SweepDeps } from '../sweep-run.ts';
import { type GlanceSettings, glance } from './glance.ts';

/** How long to wait for whoever holds the state, before trying again. */
const AGAIN_MS = 500;
/** Less is not enough to save and tell. */
const LEAST_MS = 2_000;

export interface LookTime {
  /** On the clock's monotonic time: when it has to be over. */
  readonly endMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Glances until no hint waits. Whoever holds the state takes hints too, but a hint that comes in between its last look
 * and its end is nobody's: so it is tried again as long as one waits. Does not throw because of what outside systems do.
 * @returns `storm` when a sweep should read the lists now
 */
export async function lookUntilQuiet(
  settings: GlanceSettings,
  deps: SweepDeps,
  { endMs, signal }: LookTime,
): Promise<'quiet' | 'storm'> {
  const { clock } = deps;
  for (;;) {
    const leftMs = endMs - clock.monotonicMs();
    if (leftMs < LEAST_MS || signal?.aborted) return 'quiet';
    const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), givenMs: leftMs });
    const hurry = () => budget.endWithin(LEAST_MS);
    signal?.addEventListener('abort', hurry, { once: true });
    const outcome = await glance(settings, { ...deps, budget }).finally(() =>
      signal?.removeEventListener('abort', hurry),
    );
    if (outcome === 'storm') return 'storm';
    if (outcome === 'not-ready' || !(await oneWaits(deps, signal))) return 'quiet';
    await clock.sleep(AGAIN_MS, signal).catch(() => undefined);
  }
}

async function oneWaits({ hints, log }: SweepDeps, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return ((await hints?.waiting(1, signal)) ?? []).length > 0;
  } catch (error) {
    // the next sweep reads them
    log.warn('hints_not_read', { problem: errorText(error) });
    return false;
  }
}
