import type { Verdict, VerdictKind } from './judge.ts';
import type { TaskStatus } from './relay-task.ts';
import type { Severity } from './severity.ts';

/** What an incident is about, as messages may show it. */
export interface Subject {
  /** Region and task id; or a name of ours for what is no task. Never holds a secret. */
  readonly key: string;
  readonly region: string;
  readonly taskId: string;
  readonly name: string;
  /** Scheme and host; empty when unknown. */
  readonly source: string;
  readonly destination: string;
}

/** A subject as it was seen in this sweep. */
export interface Sighting extends Subject {
  readonly verdict: Verdict;
  /** Absent where it is no relay. */
  readonly status?: TaskStatus;
  /** How long the task's own retries go on: RetryCount × RetryInterval; null when not known. */
  readonly retryBudgetSeconds: number | null;
  /** Unix milliseconds, since a sighting is kept for each fault: a luxon time would be most of its size. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** It is healthy, but has made no progress since the last sweep, though it should have. */
  readonly standing?: true;
  /** Live knows it when asked by id, but no list that was read to its end has it. */
  readonly unlisted?: true;
}

/** How an incident may end. `unwatched`: by its configuration, relaywatch no longer reports it. */
export const ENDINGS = ['recovered', 'removed', 'stoppedByUser', 'finished', 'unwatched'] as const;
export type Ending = (typeof ENDINGS)[number];

/**
 * `pending`: faulty, but not yet for long enough. `open`: on-call should know. `flapping`: stops again and again; told once,
 * then held until it is quiet. `quiet`: over, but remembered for a while in case it comes back.
 */
export type Phase = 'pending' | 'open' | 'flapping' | 'quiet';

/** A fault of one task over time. Plain data: it is kept in the state. */
export interface Incident extends Subject {
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly severity: Severity;
  readonly phase: Phase;
  /** ISO 8601, UTC, as all times here: the first sighting of the present fault. */
  readonly since: string;
  readonly lastFaultAt: string;
  /** When it was last seen at all: only what is seen can be known to have recovered. */
  readonly lastSeenAt: string;
  /** Whether it was faulty when last seen. */
  readonly down: boolean;
  /** When it stopped, latest last, as far back as matters for flapping. */
  readonly stops: readonly string[];
  /** The ledger: times it stopped, and seconds seen down, since the first of them. */
  readonly stopCount: number;
  readonly lostSeconds: number;
  /** The cause that it was told under; null while nobody has been told. */
  readonly causeKey: string | null;
  /** No list had it in the last sweep, see Sighting. */
  readonly unlisted?: true;
}

/** Whether on-call should know of it. */
export function isActive({ phase }: Incident): boolean {
  return phase === 'open' || phase === 'flapping';
}

/** Whether it is over, and only remembered. */
export function isQuiet({ phase }: Incident): boolean {
  return phase === 'quiet';
}
