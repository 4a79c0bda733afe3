/** Somebody has seen a cause and works on it: no more reminders, until there is news of it. Plain data. */
export interface Acknowledgement {
  /** The dedup key of the cause. */
  readonly causeKey: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by?: string;
  readonly comment?: string;
}
