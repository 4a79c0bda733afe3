import type { LiveApi } from './live/client.ts';
import type { PagesResult } from './live/pages.ts';
import type { Log } from './log.ts';
import { type Incident, isQuiet, type Sighting } from './monitor/incidents.ts';
import { judge, NO_REASON } from './monitor/judge.ts';
import type { Policy } from './monitor/policy.ts';
import type { Findings } from './monitor/watch.ts';
import { bareSighting, isRelayKey, type Observations, sightingOf, subjectOf } from './observations.ts';
import type { UtcDateTime } from './time.ts';

export interface FindingDeps {
  readonly live: LiveApi;
  readonly log: Log;
  readonly policy: Policy;
  /** Relays asked for one by one in a sweep, at most. */
  readonly describeBudget: number;
  /** Fires when there is no time left to ask. */
  readonly signal: AbortSignal;
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
  // what was not seen for longest comes first, so that what one sweep had no time for is the next one's
  const longestFirst = unobserved.toSorted((a, b) => Date.parse(a.lastSeenAt) - Date.parse(b.lastSeenAt));
  const asked = await askFor(longestFirst.slice(0, deps.describeBudget), now, deps);
  return {
    sightings: [...seen, ...asked.sightings, ...blindness(pages, incidents)],
    gone: asked.gone,
    totals: observations.totals(),
  };
}

async function askFor(
  incidents: readonly Incident[],
  now: UtcDateTime,
  { live, log, policy, signal }: FindingDeps,
): Promise<{ sightings: Sighting[]; gone: Set<string> }> {
  const sightings: Sighting[] = [];
  const gone = new Set<string>();
  let notAsked = 0;
  await Promise.all(
    incidents.map(async ({ key, region, taskId }) => {
      try {
        signal.throwIfAborted();
        const task = await live.describeRelayTask({ region, taskId }, signal);
        if (task === null) gone.add(key);
        else sightings.push(sightingOf(task, { ...subjectOf(task, taskId), key }, judge(task, now, policy)));
      } catch (error) {
        if (signal.aborted) notAsked += 1;
        else
          log.warn('relay_not_confirmed', { region, taskId, problem: error instanceof Error ? error.name : 'unknown' });
      }
    }),
  );
  if (notAsked > 0) log.warn('relays_not_asked', { count: notAsked, of: incidents.length });
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
