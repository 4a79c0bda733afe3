/** The thresholds of judging. */
export interface Policy {
  /** How long after its StartTime a relay may still be idle. Default 120 s. */
  readonly startGraceSeconds: number;
}

export const DEFAULT_POLICY: Policy = { startGraceSeconds: 120 };
