import type { Sighting, Subject } from './incident.ts';
import { NO_REASON, type Verdict } from './judge.ts';
import { retryBudgetSeconds } from './policy.ts';
import type { RelayTask } from './relay-task.ts';

/** Key prefixes of subjects that are not a single task. */
export const CONFLICT = 'destination/';
export const EXPECTATION = 'expect/';
export const HEALTHY: Verdict = { kind: 'healthy', severity: 'none', reason: NO_REASON };

/** The key of a relay task: ids are unique within a region. */
export function relayKeyOf(region: string, taskId: string): string {
  return `${region}/${taskId}`;
}

/** Whether the incident with this key is about one relay task, which Live can be asked for. */
export function isRelayKey(key: string): boolean {
  return !key.startsWith(CONFLICT) && !key.startsWith(EXPECTATION) && key.includes('/');
}

/** Whether the incident with this key is about something that is expected to run. */
export function isExpectationKey(key: string): boolean {
  return key.startsWith(EXPECTATION);
}

/** Whether the incident with this key is about several relays that push to one URL. */
export function isConflictKey(key: string): boolean {
  return key.startsWith(CONFLICT);
}

export function subjectOf(task: RelayTask, identity: string): Subject {
  return {
    key: relayKeyOf(task.region, identity.trim()),
    region: task.region,
    taskId: task.taskId,
    name: task.name,
    source: task.sources[0]?.origin ?? '',
    destination: task.destination?.origin ?? '',
  };
}

export function sightingOf(task: RelayTask, subject: Subject, verdict: Verdict): Sighting {
  const { key, region, taskId, name, source, destination } = subject;
  // written out, since one that is spread is larger, and a storm has thousands
  return {
    key,
    region,
    taskId,
    name,
    source,
    destination,
    verdict,
    status: task.status,
    retryBudgetSeconds: retryBudgetSeconds(task),
    startMs: task.startMs,
    endMs: task.endMs,
  };
}

/** A sighting of something that is not a task. */
export function bareSighting(key: string, name: string, verdict: Verdict): Sighting {
  const nowhere = { region: '', taskId: '', source: '', destination: '' };
  return { key, name, ...nowhere, verdict, retryBudgetSeconds: null, startMs: null, endMs: null };
}
