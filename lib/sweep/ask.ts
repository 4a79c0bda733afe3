import type { UtcDateTime } from '../base/time.ts';
import type { LiveApi } from '../live/client.ts';
import type { Sighting } from '../monitor/incident.ts';
import { judge } from '../monitor/judge.ts';
import type { Policy } from '../monitor/policy.ts';
import { sightingOf, subjectOf } from '../monitor/sightings.ts';

/** A relay to ask Live for by its id. */
export interface Wanted {
  readonly taskId: string;
  /** Where it may be; the first that knows it counts. */
  readonly regions: readonly string[];
  /** Of the incident that it has; null when it has none. */
  readonly key: string | null;
}

export interface AskingDeps {
  readonly live: LiveApi;
  readonly policy: Policy;
  readonly signal: AbortSignal;
}

/** What Live says of one relay when asked by its id; null when none of the regions knows it. @throws LiveApiError */
export async function askFor(
  { taskId, regions, key }: Wanted,
  now: UtcDateTime,
  { live, policy, signal }: AskingDeps,
): Promise<Sighting | null> {
  for (const region of regions) {
    signal.throwIfAborted();
    const task = await live.describeRelayTask({ region, taskId }, signal);
    if (task === null) continue;
    const subject = subjectOf(task, taskId);
    return sightingOf(task, { ...subject, key: key ?? subject.key }, judge(task, now, policy));
  }
  return null;
}
