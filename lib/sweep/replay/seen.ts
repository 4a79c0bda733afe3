import { calendarMs, type UtcDateTime } from '../../base/time.ts';
import type { Sighting, Subject } from '../../monitor/incident.ts';
import type { SightedEntry } from '../../monitor/journal-entry.ts';
import { judge, NO_REASON, type VerdictKind } from '../../monitor/judge.ts';
import type { Policy } from '../../monitor/policy.ts';
import { type RelayTask, TASK_STATUSES, type TaskStatus } from '../../monitor/relay-task.ts';
import { keyOfSighted } from '../../monitor/sighted.ts';
import { bareSighting, sightingOf } from '../../monitor/sightings.ts';

/** One relay, or one of what is no relay, as the journal last had it. */
export interface Seen extends Pick<SightedEntry, 'as' | 'reason' | 'severity' | 'standing' | 'unlisted'>, Subject {
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly retrySeconds: number | null;
}

/** What an entry says of its relays. Of one that nothing showed, the rest stays as it was known. */
export function seenIn(entry: SightedEntry, known: ReadonlyMap<string, Seen>): Seen[] {
  const { as, reason, severity, region, standing, unlisted, places } = entry;
  return entry.relays.map((relay) => {
    const [id, name, startMs, endMs, retrySeconds, source, destination] = relay;
    const key = keyOfSighted(entry, relay);
    const before = known.get(key);
    if (before && name === '' && region === '') return { ...before, as, reason };
    return {
      ...{ key, region, name, startMs, endMs, retrySeconds, as, reason },
      taskId: region === '' || id === key ? '' : id,
      source: places[source]?.[0] ?? '',
      destination: places[destination]?.[0] ?? '',
      ...(severity === undefined ? {} : { severity }),
      ...marksOf({ standing, unlisted }),
    };
  });
}

function marksOf({ standing, unlisted }: { standing?: true | undefined; unlisted?: true | undefined }) {
  return { ...(standing ? { standing } : {}), ...(unlisted ? { unlisted } : {}) };
}

/** The sighting that a sweep with this policy would have made of it; null when nothing showed it. */
export function sightingAgain(seen: Seen, now: UtcDateTime, policy: Policy): Sighting | null {
  const { as, reason, severity = 'none', key, region, taskId, name, source, destination } = seen;
  if (as === 'unseen' || as === 'gone') return null;
  const subject = { key, region, taskId, name, source, destination };
  if (isStatus(as)) {
    const task = taskOf(seen, as);
    return { ...sightingOf(task, subject, judge(task, now, policy)), ...marksOf(seen) };
  }
  const verdict = { kind: as as VerdictKind, severity, reason };
  return { ...bareSighting(key, name, verdict), ...subject, ...marksOf(seen) };
}

function isStatus(as: Seen['as']): as is TaskStatus {
  return (TASK_STATUSES as readonly string[]).includes(as);
}

/** The relay as Live showed it, as far as it is judged by that. */
function taskOf(seen: Seen, status: TaskStatus): RelayTask {
  const { reason, region, taskId, name, source, destination, startMs, endMs, retrySeconds } = seen;
  const said = reason === NO_REASON ? null : reason;
  return {
    region,
    taskId,
    name,
    status,
    statusCode: status === 'unknown' ? reason.replace(/^status /, '') : null,
    invalidReason: said,
    exitReason: said,
    exitMs: null,
    startMs: startMs === null ? null : calendarMs(startMs),
    endMs: endMs === null ? null : calendarMs(endMs),
    sourceType: null,
    sourceProtocol: null,
    sources: source === '' ? [] : [{ origin: source }],
    mediaIds: [],
    destination: destination === '' ? null : { origin: destination },
    destinationKey: null,
    hasCallback: false,
    retryCount: retrySeconds === null ? null : 1,
    retryIntervalSeconds: retrySeconds,
    repeatNumber: null,
    startFileIndex: null,
    startOffsetSeconds: null,
    currentFileIndex: null,
    currentOffsetSeconds: null,
    problems: [],
  };
}
