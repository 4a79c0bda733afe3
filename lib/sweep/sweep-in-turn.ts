import type { SweepSummary } from './summary.ts';
import { sweep } from './sweep.ts';
import type { SweepDeps, SweepSettings } from './sweep-run.ts';

/** A look at what callbacks named holds the state for ten seconds at most, and then until it has told. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 1_000;

/**
 * A sweep that waits its turn where looks share the state with it: callbacks that keep coming must not have one sweep
 * after the other skipped. Whoever holds the state for longer is another sweep.
 */
export async function sweepInTurn(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const { clock, hints } = deps;
  const giveUpMs = clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const summary = await sweep(settings, deps);
    const isHeld = summary.skipped?.until !== undefined;
    if (!hints || !isHeld || clock.monotonicMs() >= giveUpMs) return summary;
    await clock.sleep(AGAIN_MS);
  }
}
