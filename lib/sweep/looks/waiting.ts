import type { Clock } from '../../base/time.ts';
import type { Hint } from '../../monitor/hint.ts';
import type { HintBox } from '../../state/hints.ts';

/** Ten listings of a bucket, and only in a storm. */
const MOST_HINTS = 10_000;
/** Relays that stop for one cause do not stop in the same instant, and are to be one message. */
const SETTLE_MS = 300;
/** A storm grows by more than this between two listings. */
const GROWS_BY = 10;
const LONGEST_WAIT_MS = 5_000;

interface WaitingDeps {
  readonly hints?: HintBox | null | undefined;
  readonly clock: Clock;
}

/**
 * The hints that wait, once no more come in quickly. @throws StateError when they cannot be read
 */
export async function waitingHints(
  { hints, clock }: WaitingDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly Hint[]> {
  const giveUpMs = clock.monotonicMs() + LONGEST_WAIT_MS;
  let waiting = (await hints?.waiting(MOST_HINTS, signal)) ?? [];
  for (let before = -GROWS_BY; hints && waiting.length > 0 && waiting.length < MOST_HINTS; ) {
    if (waiting.length - before < GROWS_BY || clock.monotonicMs() >= giveUpMs) break;
    before = waiting.length;
    await clock.sleep(SETTLE_MS, signal);
    waiting = await hints.waiting(MOST_HINTS, signal);
  }
  return waiting;
}
