import { errorText } from '../../base/errors.ts';
import { SweepBudget } from '../budget.ts';
import type { SweepDeps } from '../sweep-run.ts';
import { type GlanceSettings, glance } from './glance.ts';

/** How long to wait for whoever holds the state, before trying again. */
const AGAIN_MS = 500;
/** How long what was seen last may take to be saved and told, after the last look has begun. */
export const TELLING_MS = 10_000;

export interface LookTime {
  /** On the clock's monotonic time: no look begins after it. */
  readonly endMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Glances until no hint waits. Whoever holds the state takes hints too, but a hint that comes in between its last look
 * and its end is nobody's: so it is tried again as long as one waits. Does not throw because of what outside systems do.
 * @returns `storm` when a sweep should read the lists now
 */
export async function lookUntilQuiet(
  settings: Omit<GlanceSettings, 'mostMs'>,
  deps: SweepDeps,
  { endMs, signal }: LookTime,
): Promise<'quiet' | 'storm'> {
  const { clock } = deps;
  for (;;) {
    const nowMs = clock.monotonicMs();
    const mostMs = endMs - nowMs;
    if (mostMs <= 0 || signal?.aborted) return 'quiet';
    const budget = new SweepBudget(clock, { enteredMs: nowMs, readingMs: mostMs + TELLING_MS });
    const hurry = () => budget.endWithin(TELLING_MS / 4);
    signal?.addEventListener('abort', hurry, { once: true });
    const outcome = await glance({ ...settings, mostMs }, { ...deps, budget }).finally(() =>
      signal?.removeEventListener('abort', hurry),
    );
    if (outcome === 'storm') return 'storm';
    // as many receivers wake as there are; one look is enough, and the one at work takes what came in until its end
    if (outcome === 'shared' && settings.lookForMs === 0) return 'quiet';
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
