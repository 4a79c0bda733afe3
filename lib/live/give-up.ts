import { RelaywatchError } from '../base/errors.ts';
import { LiveApiError } from './errors.ts';
import type { WalkPlan } from './walk-plan.ts';

/** A page could not be read, for good. */
export function giveUp(plan: WalkPlan, page: number, error: unknown): void {
  if (error instanceof LiveApiError && error.facts.retryable) {
    plan.pageFailed(page, error.message);
    return;
  }
  // an internal error ends this walk, not the sweep; only its name is reported, since its message may quote the answer
  const text =
    error instanceof RelaywatchError ? error.message : `page ${page} could not be read: ${(error as Error)?.name}`;
  plan.stop({ code: 'call-failed', text, blind: true });
}
