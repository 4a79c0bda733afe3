import { type Match, type Matchable, matches } from './matching.ts';
import type { RelayTask } from './relay-task.ts';
import type { Severity } from './severity.ts';

/** Verdicts that on-call may hear of; no other is a fault. */
export const FAULT_KINDS = [
  'stopped',
  'missed-start',
  'recovering',
  'stopped-unexplained',
  'unknown',
  'expected-missing',
  'destination-conflict',
  'stalled',
  'ending-soon',
  'monitor-blind',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What on-call is told of a verdict. */
export interface FaultRule {
  readonly severity: Severity;
  /** How long it has to last before anybody is told. */
  readonly forSeconds: number;
}

/** An exception from the rules, for some relays. What it does not say stays as it is. */
export interface PolicyOverride {
  readonly match: Match;
  readonly severity?: Severity | undefined;
  readonly forSeconds?: number | undefined;
  readonly repeatEverySeconds?: number | undefined;
}

/** Every threshold. Ranges are in POLICY_RANGES, defaults in DEFAULT_POLICY. */
export interface Policy {
  /** How long after its StartTime a relay may still be idle. */
  readonly startGraceSeconds: number;
  readonly verdicts: Readonly<Record<FaultKind, FaultRule>>;
  /** How long after a message on-call is reminded of a cause that is still there. */
  readonly repeatEverySeconds: number;
  readonly flapping: {
    /** So many stops within so long a time are flapping... */
    readonly stops: number;
    readonly withinSeconds: number;
    /** ...until so long without a fault. */
    readonly quietSeconds: number;
  };
  /** A stop so shortly before EndTime is information. */
  readonly endingGraceSeconds: number;
  /** A stop so shortly after StartTime is critical. */
  readonly startingSeconds: number;
  /** A cause pages again when it has `factor` times as many relays as when it was told, and at least `least`. */
  readonly growth: { readonly factor: number; readonly least: number };
  /** How long before EndTime a running relay is told as ending soon; 0 is off. */
  readonly endingSoonSeconds: number;
  /** After how many sweeps without progress a vod relay is stalled; 0 is off, as it needs memory for each such relay. */
  readonly stalledAfterSweeps: number;
  /** Later ones win. */
  readonly overrides: readonly PolicyOverride[];
}

export const DEFAULT_POLICY: Policy = {
  startGraceSeconds: 120,
  verdicts: {
    stopped: { severity: 'critical', forSeconds: 0 },
    'missed-start': { severity: 'critical', forSeconds: 0 },
    recovering: { severity: 'warning', forSeconds: 120 },
    'stopped-unexplained': { severity: 'warning', forSeconds: 0 },
    unknown: { severity: 'warning', forSeconds: 0 },
    'expected-missing': { severity: 'critical', forSeconds: 60 },
    'destination-conflict': { severity: 'warning', forSeconds: 0 },
    stalled: { severity: 'warning', forSeconds: 0 },
    'ending-soon': { severity: 'info', forSeconds: 0 },
    'monitor-blind': { severity: 'warning', forSeconds: 120 },
  },
  repeatEverySeconds: 14_400,
  flapping: { stops: 2, withinSeconds: 900, quietSeconds: 600 },
  endingGraceSeconds: 90,
  startingSeconds: 60,
  growth: { factor: 2, least: 5 },
  endingSoonSeconds: 0,
  stalledAfterSweeps: 0,
  overrides: [],
};

/** From and to, both included. */
export type Range = readonly [number, number];

/** What a configuration may ask for. A flapping task's stops are remembered up to ten. */
export const POLICY_RANGES = {
  startGraceSeconds: [0, 86_400],
  forSeconds: [0, 86_400],
  repeatEverySeconds: [60, 604_800],
  flappingStops: [2, 10],
  flappingWithinSeconds: [60, 86_400],
  flappingQuietSeconds: [60, 86_400],
  endingGraceSeconds: [0, 3_600],
  startingSeconds: [0, 3_600],
  growthFactor: [1.1, 100],
  growthLeast: [2, 100_000],
  endingSoonSeconds: [0, 86_400],
  stalledAfterSweeps: [0, 60],
} as const satisfies Record<string, Range>;

export interface SubjectPolicy extends FaultRule {
  readonly repeatEverySeconds: number;
}

/**
 * What holds for one subject with this verdict. Of each of severity, forSeconds and repeatEverySeconds, the last override
 * that fits and says it wins. A verdict that is no fault has severity `none`, whatever the overrides say.
 */
export function policyFor(subject: Matchable, verdict: string, policy: Policy): SubjectPolicy {
  const { repeatEverySeconds, verdicts, overrides } = policy;
  if (!isFaultKind(verdict)) return { severity: 'none', forSeconds: 0, repeatEverySeconds };
  if (overrides.length === 0) return { ...verdicts[verdict], repeatEverySeconds };
  let { severity, forSeconds } = verdicts[verdict];
  let repeat = repeatEverySeconds;
  // an override looks at the verdict that is asked about, whichever the subject had
  const asked = { ...subject, verdict };
  for (const override of overrides) {
    if (!matches(asked, override.match)) continue;
    severity = override.severity ?? severity;
    forSeconds = override.forSeconds ?? forSeconds;
    repeat = override.repeatEverySeconds ?? repeat;
  }
  return { severity, forSeconds, repeatEverySeconds: repeat };
}

/** Whether a verdict is a fault, whatever its severity is. */
export function isFaultKind(verdict: string): verdict is FaultKind {
  return (FAULT_KINDS as readonly string[]).includes(verdict);
}

/** Whether a cause that was told with so many relays has enough more of them now to be told again. */
export function hasGrown(toldAffected: number, affected: number, { growth }: Pick<Policy, 'growth'>): boolean {
  return affected >= toldAffected * growth.factor && affected >= growth.least;
}

/** What part of a task's own retries may pass before on-call is warned: while some are left, there is time to help. */
const RETRIES_SHARE = 2 / 3;

/**
 * How long a task may be recovering before on-call is told: before its own retries (RetryCount × RetryInterval) end.
 * @param budgetSeconds of those retries; null when unknown
 * @param forSeconds what policy and overrides say of this task
 */
export function recoveringForSeconds(budgetSeconds: number | null, forSeconds: number): number {
  return budgetSeconds === null ? forSeconds : Math.min(forSeconds, budgetSeconds * RETRIES_SHARE);
}

/** How long a task's own retries go on; null when Live did not say, or said what cannot be. */
export function retryBudgetSeconds({
  retryCount,
  retryIntervalSeconds,
}: Pick<RelayTask, 'retryCount' | 'retryIntervalSeconds'>): number | null {
  if (retryCount === null || retryIntervalSeconds === null || retryCount < 0 || retryIntervalSeconds < 0) return null;
  return retryCount * retryIntervalSeconds;
}
