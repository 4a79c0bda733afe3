import type { SweepSummary } from '../../lib/sweep/summary.ts';
import type { Outage } from './live-service.ts';
import type { Stop } from './stops.ts';

/** How an invocation ended. `skipped`: another held the state. */
export interface Ended {
  readonly how: 'complete' | 'incomplete' | 'skipped' | 'died';
  /** From its start to its last page; 0 when it died or was skipped. */
  readonly durationMs: number;
  readonly calls: number;
}

/** @param summary null when the process died */
export function endedOf(summary: SweepSummary | null): Ended {
  if (summary === null) return { how: 'died', durationMs: 0, calls: 0 };
  const { complete, durationMs, calls } = summary.sweep;
  return { how: summary.skipped ? 'skipped' : complete ? 'complete' : 'incomplete', durationMs, calls };
}

/** One invocation of the sweep's function. Times are on the account's clock. */
export interface Invoked extends Ended {
  readonly tick: number;
  /** The platform took it. */
  readonly takenMs: number;
  /** The handler began: an instance was there, or had been started. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isCold: boolean;
}

/** What stood between a stop and on-call. */
export const HINDRANCES = [
  'nothing',
  'an invocation died, or the lease of another kept it out',
  'no invocation came, since the dispatcher died',
  'the other region of the account was down',
  'its region was down',
] as const;
export type Hindrance = (typeof HINDRANCES)[number];

export interface StopOutcome {
  /** From the stop to the last message about it; null when it was not told. */
  readonly delayMs: number | null;
  readonly hindrance: Hindrance;
}

/** Plain data: a thread hands it over. */
export interface AccountOutcome {
  readonly invoked: readonly Invoked[];
  readonly stops: readonly StopOutcome[];
  /** Incidents of relays that had not stopped. */
  readonly unknown: number;
  /** What the dispatcher saw of it at each tick at which it looked. */
  readonly faults: readonly (string | null | undefined)[];
  readonly calls: number;
  readonly throttled: number;
  readonly mostInAnySecond: number;
}

/** @param missed intervals for which no invocation came */
export function stopOutcome(
  { region, fromMs, toldMs }: Stop,
  invoked: readonly Invoked[],
  outage: Outage | null,
  missed: readonly (readonly [fromMs: number, untilMs: number])[] = [],
): StopOutcome {
  const untilMs = toldMs ?? Number.POSITIVE_INFINITY;
  const isDelayed = (from: number, until: number) => from < untilMs && fromMs < until;
  const isDown = outage !== null && isDelayed(outage.fromMs, outage.untilMs);
  const isHindered = invoked.some(
    ({ how, startMs, endMs }) => (how === 'died' || how === 'skipped') && isDelayed(startMs, endMs),
  );
  const isMissed = missed.some(([from, until]) => isDelayed(from, until));
  const [nothing, died, notStarted, otherDown, down] = HINDRANCES;
  return {
    delayMs: toldMs === null ? null : toldMs - fromMs,
    hindrance: isDown
      ? outage.region === region
        ? down
        : otherDown
      : isMissed
        ? notStarted
        : isHindered
          ? died
          : nothing,
  };
}
