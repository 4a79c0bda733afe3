import { errorText } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { Hint } from '../../monitor/hint.ts';
import { STORM } from '../../monitor/look-targets.ts';
import { isOnRoster } from '../../monitor/roster.ts';
import type { HintBox } from '../../state/hints.ts';

/** Ten listings of a bucket, and only in a storm. */
const MOST_HINTS = 10_000;
/** Relays that stop for one cause do not stop in the same instant, and are to be one message. */
const SETTLE_MS = 300;
/** A storm grows by more than this between two listings. */
const GROWS_BY = 10;
const LONGEST_WAIT_MS = 5_000;
/** With so many, somebody may have made them up; fewer cost less than reading the list of relays. */
const SUSPICIOUS = STORM;

interface WaitingDeps {
  readonly hints?: HintBox | null | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Waiting {
  readonly hints: readonly Hint[];
  /** Whether a hint may be about one of our relays; null while there is no reason to ask. */
  readonly isOurs: ((taskId: string) => boolean) | null;
}

/**
 * The hints that wait, once no more come in quickly, or enough of them for a storm: a sample of it is asked for at once.
 * Those that name no relay of ours are no reason to wait. @param enough how many of ours are not waited for any longer
 * @throws StateError when they cannot be read
 */
export async function waitingHints(
  deps: WaitingDeps,
  { signal }: { readonly signal: AbortSignal },
  enough = STORM + 1,
): Promise<Waiting> {
  const { hints, clock } = deps;
  if (!hints) return { hints: [], isOurs: null };
  const giveUpMs = clock.monotonicMs() + LONGEST_WAIT_MS;
  let isOurs: Waiting['isOurs'] = null;
  for (let before = -GROWS_BY; ; ) {
    const waiting = await hints.waiting(MOST_HINTS, signal);
    if (isOurs === null && waiting.length > SUSPICIOUS) isOurs = await oursBy(hints, deps.log, signal);
    const worth = isOurs === null ? waiting.length : waiting.filter(({ taskId }) => isOurs?.(taskId)).length;
    const isQuiet = worth - before < GROWS_BY || worth === 0 || worth >= enough;
    if (isQuiet || clock.monotonicMs() >= giveUpMs) return { hints: waiting, isOurs };
    before = worth;
    await clock.sleep(SETTLE_MS, signal);
  }
}

/**
 * Waits until a storm has come in, so that the lists are read once. Does not throw.
 */
export async function untilOver(deps: WaitingDeps, time: { readonly signal: AbortSignal }): Promise<void> {
  await waitingHints(deps, time, MOST_HINTS).catch(() => undefined);
}

async function oursBy({ roster }: HintBox, log: Log, signal: AbortSignal): Promise<Waiting['isOurs']> {
  try {
    const known = await roster.read(signal);
    return known && ((taskId) => isOnRoster(known, taskId));
  } catch (error) {
    log.warn('roster_not_read', { problem: errorText(error) });
    return null;
  }
}
