import { withDeadline } from '../http/deadline.ts';
import { leaseOf } from '../state/lease.ts';
import type { SweepSummary } from './summary.ts';
import { sweep } from './sweep.ts';
import { isGlance, type SweepDeps, type SweepSettings } from './sweep-run.ts';

/** A look at what callbacks named holds the state for ten seconds at most, and then until it has told. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 500;
/** A sweep that had less could not load the state, and would go on beside whoever holds it. */
const LOADING_MS = 3_000;

/**
 * A sweep that waits its turn where looks share the state with it: callbacks that keep coming must not have one sweep
 * after the other skipped. To another sweep, which holds it for longer, it leaves the state at once.
 */
export async function sweepInTurn(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const giveUpMs = deps.clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const summary = await sweep(settings, deps);
    const isHeld = summary.skipped?.until !== undefined;
    if (!isHeld || !(await isFreeBy(giveUpMs, settings, deps))) return summary;
  }
}

/** Waits for the end of a look, without trying to sweep meanwhile: each try would be in the log. */
async function isFreeBy(giveUpMs: number, settings: SweepSettings, deps: SweepDeps): Promise<boolean> {
  const { clock, hints, budget } = deps;
  const hasTime = () => (budget?.leftFor('opening') ?? Number.POSITIVE_INFINITY) >= AGAIN_MS + LOADING_MS;
  while (hints && hasTime() && clock.monotonicMs() < giveUpMs) {
    const holder = await holderOf(settings, deps);
    if (holder === null) return true;
    if (!isGlance(holder)) return false;
    await clock.sleep(AGAIN_MS);
  }
  return false;
}

/** Who holds the state; null when nobody does, or when it cannot be loaded, which is for a sweep to deal with. */
async function holderOf({ leaseSeconds }: SweepSettings, { store, clock }: SweepDeps): Promise<string | null> {
  if (!store) return null;
  try {
    const loaded = await withDeadline({ clock, timeoutMs: LOADING_MS }, (signal) => store.load(signal));
    const answer = leaseOf(loaded, '', clock.nowUtc(), { seconds: leaseSeconds });
    return answer.acquired ? null : answer.holder;
  } catch {
    return null;
  }
}
