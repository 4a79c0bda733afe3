import type { SweepSummary } from './summary.ts';
import { sweep } from './sweep.ts';
import type { SweepDeps, SweepSettings } from './sweep-run.ts';

/** A look at what callbacks named holds the state for ten seconds at most, and then until it has told. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 1_000;
/** A sweep that had less could not load the state, and would go on beside whoever holds it. */
const LOADING_MS = 3_000;

/**
 * A sweep that waits its turn where looks share the state with it: callbacks that keep coming must not have one sweep
 * after the other skipped. Whoever holds the state for longer is another sweep.
 */
export async function sweepInTurn(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const { clock, hints, budget } = deps;
  const giveUpMs = clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const summary = await sweep(settings, deps);
    const isHeld = summary.skipped?.until !== undefined;
    const hasTime = (budget?.leftFor('opening') ?? Number.POSITIVE_INFINITY) >= AGAIN_MS + LOADING_MS;
    if (!hints || !isHeld || !hasTime || clock.monotonicMs() >= giveUpMs) return summary;
    await clock.sleep(AGAIN_MS);
  }
}
