import type { LiveApi } from './live/client.ts';
import type { PagesResult } from './live/pages.ts';
import type { Log } from './log.ts';
import { type Incident, isQuiet, type Sighting } from './monitor/incidents.ts';
import { judge, NO_REASON } from './monitor/judge.ts';
import type { Policy } from './monitor/policy.ts';
import type { Findings } from './monitor/watch.ts';
import { bareSighting, isRelayKey, type Observations, sightingOf, subjectOf } from './observations.ts';
import type { Clock, UtcDateTime } from './time.ts';

export interface FindingDeps {
  readonly live: LiveApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Policy;
  /** Relays asked for one by one in a sweep, at most. */
  readonly describeBudget: number;
  readonly deadlineMs?: number;
}

/** Incompleteness that hides relays; a list that merely moved was read to its end. */
const BLINDING: ReadonlySet<string> = new Set(['page-failed', 'call-failed', 'deadline']);
const BLIND_KEY = 'monitor';
const BLIND_NAME = 'relaywatch';

/**
 * What the sweep can prove: what it saw, and of relays with an incident that it did not see, what Live says when asked by
 * id. A relay that neither showed is in no list, so that nothing is concluded from not seeing it.
 */
export async function gatherFindings(
  pages: PagesResult,
  observations: Observations,
  incidents: readonly Incident[],
  now: UtcDateTime,
  deps: FindingDeps,
): Promise<Findings> {
  const seen = observations.releaseSightings(pages);
  const keys = new Set(seen.map(({ key }) => key));
  const unobserved = incidents.filter(
    (one) => !keys.has(one.key) && !isQuiet(one) && isRelayKey(one.key) && one.taskId !== '',
  );
  const asked = await askFor(unobserved.slice(0, deps.describeBudget), now, deps);
  return {
    sightings: [...seen, ...asked.sightings, ...blindness(pages, incidents)],
    gone: asked.gone,
    totals: observations.totals(),
  };
}

async function askFor(
  incidents: readonly Incident[],
  now: UtcDateTime,
  deps: FindingDeps,
): Promise<{ sightings: Sighting[]; gone: Set<string> }> {
  const { live, clock, log, policy, deadlineMs } = deps;
  const sightings: Sighting[] = [];
  const gone = new Set<string>();
  await Promise.all(
    incidents.map(async ({ key, region, taskId }) => {
      if (deadlineMs !== undefined && clock.monotonicMs() >= deadlineMs) return;
      try {
        const task = await live.describeRelayTask({ region, taskId });
        if (task === null) gone.add(key);
        else sightings.push(sightingOf(task, { ...subjectOf(task, taskId), key }, judge(task, now, policy)));
      } catch (error) {
        log.warn('relay_not_confirmed', { region, taskId, problem: error instanceof Error ? error.name : 'unknown' });
      }
    }),
  );
  return { sightings, gone };
}

/** "Monitor blind since …": an incident of its own, whatever the relays do. */
function blindness({ walks }: PagesResult, incidents: readonly Incident[]): Sighting[] {
  const codes = new Set(
    walks.flatMap(({ incompleteness }) => incompleteness.map(({ code }) => code)).filter((code) => BLINDING.has(code)),
  );
  if (codes.size > 0) {
    const reason = [...codes].sort().join(', ');
    return [bareSighting(BLIND_KEY, BLIND_NAME, { kind: 'monitor-blind', severity: 'warning', reason })];
  }
  if (!incidents.some(({ key }) => key === BLIND_KEY)) return [];
  return [bareSighting(BLIND_KEY, BLIND_NAME, { kind: 'healthy', severity: 'none', reason: NO_REASON })];
}
