import type { UtcDateTime } from '../base/time.ts';
import type { Policy } from './policy.ts';
import type { RelayTask } from './relay-task.ts';
import type { Severity } from './severity.ts';

export const VERDICT_KINDS = [
  'healthy',
  'scheduled',
  'missed-start',
  'recovering',
  'stopped',
  'stopped-unexplained',
  'stopped-by-user',
  'finished',
  'ending-soon',
  'expected-missing',
  'destination-conflict',
  'stalled',
  'monitor-blind',
  'accounts-behind',
  'unknown',
] as const;

export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** What one task's state means now, as far as that can be told without history. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly severity: Severity;
  /** Live's reason verbatim; `none` when it gave none. For an unknown status, the raw code. */
  readonly reason: string;
}

export const NO_REASON = 'none';
/** How callbacks report a stop by an operator; no value for it is documented in the list. */
const BY_USER = 'TriggerByUser';

/** Judges one task as of `now`. Every value has an answer: whatever Live adds tomorrow is `unknown` or `stopped`, never healthy. */
export function judge(task: RelayTask, now: UtcDateTime, policy: Policy): Verdict {
  switch (task.status) {
    case 'running':
      return endsSoon(task, now, policy) ? ENDING_SOON : HEALTHY;
    case 'idle':
      return judgeIdle(task, now, policy);
    case 'recovering':
      return recovering(task.invalidReason ?? NO_REASON);
    case 'stopped':
      return judgeStopped(task, now);
    case 'exited':
      return judgeExited(task, now);
    case 'unknown':
      return verdict('unknown', 'warning', `status ${task.statusCode ?? 'absent'}`);
  }
}

function judgeIdle(task: RelayTask, now: UtcDateTime, policy: Policy): Verdict {
  if (task.startMs === null) return verdict('unknown', 'warning', 'no StartTime');
  if (isOver(task, now)) return verdict('finished', 'none', NO_REASON);
  const missed = now.toMillis() > task.startMs + policy.startGraceSeconds * 1_000;
  return missed ? verdict('missed-start', 'critical', NO_REASON) : SCHEDULED;
}

function judgeStopped(task: RelayTask, now: UtcDateTime): Verdict {
  const reason = task.invalidReason ?? NO_REASON;
  if (reason === BY_USER) return verdict('stopped-by-user', 'none', reason);
  if (isOver(task, now)) return verdict('finished', 'none', reason);
  return stopped(reason);
}

function judgeExited(task: RelayTask, now: UtcDateTime): Verdict {
  const reason = task.exitReason ?? NO_REASON;
  if (reason === BY_USER) return verdict('stopped-by-user', 'none', reason);
  if (reason === 'OverEndTime' || isOver(task, now)) return verdict('finished', 'none', reason);
  return stopped(reason);
}

function endsSoon({ endMs }: RelayTask, now: UtcDateTime, { endingSoonSeconds }: Policy): boolean {
  const leftMs = (endMs ?? Number.NEGATIVE_INFINITY) - now.toMillis();
  return leftMs > 0 && leftMs <= endingSoonSeconds * 1_000;
}

function isOver(task: RelayTask, now: UtcDateTime): boolean {
  return task.endMs !== null && now.toMillis() >= task.endMs;
}

// most tasks have one of these, and need not each have their own
const HEALTHY = verdict('healthy', 'none', NO_REASON);
const SCHEDULED = verdict('scheduled', 'none', NO_REASON);
const ENDING_SOON = verdict('ending-soon', 'info', NO_REASON);
const USUAL_REASONS = ['PullStreamFailed', 'PushStreamFailed', 'UnknownError', 'RetryTimesOffline', NO_REASON];
const recovering = verdictsOf('recovering', 'warning');
const stopped = verdictsOf('stopped', 'critical');

function verdictsOf(kind: VerdictKind, severity: Severity): (reason: string) => Verdict {
  const usual = new Map(USUAL_REASONS.map((reason) => [reason, verdict(kind, severity, reason)]));
  return (reason) => usual.get(reason) ?? verdict(kind, severity, reason);
}

function verdict(kind: VerdictKind, severity: Severity, reason: string): Verdict {
  return { kind, severity, reason };
}
