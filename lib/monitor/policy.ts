import { type Match, type Matchable, matches } from './matching.ts';
import type { RelayTask } from './relay-task.ts';
import type { Severity } from './severity.ts';

/** The verdicts that on-call may hear of; no others are faults. */
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
  'accounts-behind',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What on-call is told of a verdict. */
export interface FaultRule {
  readonly severity: Severity;
  /** How long it has to last before anybody is told. */
  readonly forSeconds: number;
}

/** An exception to the rules, for some relays. What it leaves out stays as it is. */
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
    /** This many stops... */
    readonly stops: number;
    /** ...within this time are flapping... */
    readonly withinSeconds: number;
    /** ...until this long has passed without a fault. */
    readonly quietSeconds: number;
  };
  /** A stop this close to EndTime is only information. */
  readonly endingGraceSeconds: number;
  /** A stop this soon after StartTime is critical. */
  readonly startingSeconds: number;
  /** A cause pages again when it has `factor` times as many relays as when it was told, and at least `least`. */
  readonly growth: { readonly factor: number; readonly least: number };
  /** How long before its EndTime a running relay counts as ending soon; 0 turns it off. */
  readonly endingSoonSeconds: number;
  /** After how many sweeps without progress a vod relay is stalled; 0 turns it off, as it needs memory for each such relay. */
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
    // an account that was just added is swept for the first time meanwhile
    'accounts-behind': { severity: 'warning', forSeconds: 60 },
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

/** What a configuration may ask for. At most ten stops of a task are remembered. */
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
 * What applies to one subject with this verdict. For each of severity, forSeconds and repeatEverySeconds, the last override
 * that matches and sets it wins. A verdict that is not a fault has severity `none`, whatever the overrides say.
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

/** Whether a cause has grown enough, since it was told with `toldAffected` relays, to be told again. */
export function hasGrown(toldAffected: number, affected: number, { growth }: Pick<Policy, 'growth'>): boolean {
  return affected >= toldAffected * growth.factor && affected >= growth.least;
}

/** The part of a task's own retries that may pass before on-call is warned: while some are left, there is time to help. */
const RETRIES_SHARE = 2 / 3;

/**
 * How long a task may be recovering before on-call is told: before its own retries (RetryCount × RetryInterval) end.
 * @param budgetSeconds of those retries; null when unknown
 * @param forSeconds what policy and overrides say of this task
 */
export function recoveringForSeconds(budgetSeconds: number | null, forSeconds: number): number {
  return budgetSeconds === null ? forSeconds : Math.min(forSeconds, budgetSeconds * RETRIES_SHARE);
}

/** How long a task's own retries go on; null if Live did not say, or gave impossible numbers. */
export function retryBudgetSeconds({
  retryCount,
  retryIntervalSeconds,
}: Pick<RelayTask, 'retryCount' | 'retryIntervalSeconds'>): number | null {
  if (retryCount === null || retryIntervalSeconds === null || retryCount < 0 || retryIntervalSeconds < 0) return null;
  return retryCount * retryIntervalSeconds;
}
