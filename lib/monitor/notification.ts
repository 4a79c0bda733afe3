import type { UtcDateTime } from '../time.ts';
import { NO_REASON, type VerdictKind } from './judge.ts';
import type { ClassCount, Tally, TaskClass } from './tally.ts';

/** One stopped relay, as a message may show it: no URL, only scheme and host. */
export interface StoppedRelay {
  readonly region: string;
  readonly taskId: string;
  readonly name: string;
  /** Live's reason verbatim, or `none`. */
  readonly reason: string;
  /** For example `rtmp://source-3.example.com`; empty when unknown. */
  readonly source: string;
  readonly destination: string;
}

/** The stopped relays that share a region and a reason. */
export interface StoppedGroup {
  readonly region: string;
  readonly reason: string;
  readonly count: number;
  /** At most `examplesPerGroup`. */
  readonly examples: readonly StoppedRelay[];
}

/** One message to one channel. Composed for each channel by its adapter. */
export interface Notification {
  /** Equal for repeats of the same message: a receiver that has seen it may drop it. */
  readonly dedupKey: string;
  readonly kind: 'relays-stopped';
  readonly at: UtcDateTime;
  /** One line, for example `12 of 12000 relays stopped: 10 PullStreamFailed, 2 PushStreamFailed`. */
  readonly title: string;
  readonly groups: readonly StoppedGroup[];
  /** Relays seen by the sweep. */
  readonly tasksSeen: number;
  /** False when the sweep did not see everything, so that more may have stopped. */
  readonly sweepComplete: boolean;
}

export const EXAMPLES_PER_GROUP = 5;
const REASONS_IN_TITLE = 5;

/** What `relaysStopped` tells about. `classes` are those of critical tasks; `examplesOf` gives a few tasks of one. */
export interface StoppedFindings {
  readonly sweepId: string;
  readonly at: UtcDateTime;
  readonly tally: Tally;
  readonly sweepComplete: boolean;
  readonly examplesOf: (taskClass: TaskClass) => readonly StoppedRelay[];
}

/** The one message of a sweep that names the stopped relays by region and reason; null when nothing is stopped. */
export function relaysStopped({ sweepId, at, tally, sweepComplete, examplesOf }: StoppedFindings): Notification | null {
  const critical = tally.classes.filter(({ verdict, count }) => PAGED.has(verdict) && count > 0);
  if (critical.length === 0) return null;
  const groups = groupsOf(critical, examplesOf).sort(
    (a, b) => b.count - a.count || a.region.localeCompare(b.region) || a.reason.localeCompare(b.reason),
  );
  return {
    dedupKey: sweepId,
    kind: 'relays-stopped',
    at,
    title: titleOf(groups, tally.total),
    groups,
    tasksSeen: tally.total,
    sweepComplete,
  };
}

const PAGED: ReadonlySet<VerdictKind> = new Set(['stopped', 'missed-start']);

/** Classes that differ only in status or verdict are one group to a reader. */
function groupsOf(
  classes: readonly ClassCount[],
  examplesOf: (taskClass: TaskClass) => readonly StoppedRelay[],
): StoppedGroup[] {
  const groups = new Map<string, StoppedGroup>();
  for (const one of classes) {
    const key = `${one.region}\n${cause(one)}`;
    const before = groups.get(key);
    groups.set(key, {
      region: one.region,
      reason: cause(one),
      count: (before?.count ?? 0) + one.count,
      examples: [...(before?.examples ?? []), ...examplesOf(one)].slice(0, EXAMPLES_PER_GROUP),
    });
  }
  return [...groups.values()];
}

function cause({ verdict, reason }: TaskClass): string {
  return verdict === 'stopped' ? reason : verdict;
}

function titleOf(groups: readonly StoppedGroup[], total: number): string {
  const byReason = new Map<string, number>();
  for (const { reason, count } of groups) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  const stopped = [...byReason.values()].reduce((sum, count) => sum + count, 0);
  const largestFirst = [...byReason].sort(([, a], [, b]) => b - a);
  const reasons = largestFirst
    .slice(0, REASONS_IN_TITLE)
    .map(([reason, count]) => `${count} ${reason === NO_REASON ? 'without a reason' : reason}`);
  const rest = largestFirst.slice(REASONS_IN_TITLE).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) reasons.push(`${rest} for other reasons`);
  return `${stopped} of ${total} relays stopped: ${reasons.join(', ')}`;
}
