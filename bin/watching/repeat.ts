import { errorText } from '../../lib/base/errors.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';

/** What came of one sweep of a process that goes on. */
export type Round =
  | { readonly summary: SweepSummary; readonly problem?: never }
  /** It threw: a fault of ours, or a configuration that cannot be used after all. */
  | { readonly summary?: never; readonly problem: string };

export interface Repeating {
  readonly clock: Clock;
  /** From the start of one sweep to that of the next. */
  readonly intervalMs: number;
  /** Fires when no other sweep shall begin; the one under way comes to its end. */
  readonly stopping: AbortSignal;
  sweepOnce(): Promise<SweepSummary>;
  /** @param nextInMs until the next one begins */
  ended(round: Round, nextInMs: number): void;
}

/**
 * Sweeps again and again until it is told to stop: one after another, never two at a time. One that takes longer than the
 * interval is followed at once, and none is made up for. An error of one sweep ends nothing.
 */
export async function repeatSweeps(repeating: Repeating): Promise<void> {
  const { clock, intervalMs, stopping } = repeating;
  while (!stopping.aborted) {
    const startedMs = clock.monotonicMs();
    const round = await roundOf(repeating);
    const nextInMs = Math.max(0, startedMs + intervalMs - clock.monotonicMs());
    repeating.ended(round, nextInMs);
    await clock.sleep(nextInMs, stopping).catch(() => undefined);
  }
}

async function roundOf({ sweepOnce }: Repeating): Promise<Round> {
  try {
    return { summary: await sweepOnce() };
  } catch (error) {
    return { problem: errorText(error) };
  }
}
