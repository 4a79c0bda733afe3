import { errorText } from '../../lib/base/errors.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';

/** The result of one sweep of a long-running process. */
export type Round =
  | { readonly summary: SweepSummary; readonly problem?: never }
  /** It threw: a bug, or a configuration that cannot be used after all. */
  | { readonly summary?: never; readonly problem: string };

export interface Repeating {
  readonly clock: Clock;
  /** From the start of one sweep to that of the next. */
  readonly intervalMs: number;
  /** Fires when no further sweep should start; the one in progress finishes. */
  readonly stopping: AbortSignal;
  sweepOnce(): Promise<SweepSummary>;
  /** @param nextInMs time until the next sweep starts */
  ended(round: Round, nextInMs: number): void;
  /** Passes the time until the next sweep; it may end sooner. */
  pause(ms: number): Promise<void>;
}

/**
 * Sweeps repeatedly until it is told to stop, one sweep at a time. One that takes longer than the interval is followed
 * at once, and missed ones are not made up for. An error in one sweep does not end the loop.
 */
export async function repeatSweeps(repeating: Repeating): Promise<void> {
  const { clock, intervalMs, stopping } = repeating;
  while (!stopping.aborted) {
    const startedMs = clock.monotonicMs();
    const round = await roundOf(repeating);
    const nextInMs = Math.max(0, startedMs + intervalMs - clock.monotonicMs());
    repeating.ended(round, nextInMs);
    await repeating.pause(nextInMs);
  }
}

async function roundOf({ sweepOnce }: Repeating): Promise<Round> {
  try {
    return { summary: await sweepOnce() };
  } catch (error) {
    return { problem: errorText(error) };
  }
}
