import type { UtcDateTime } from '../../base/time.ts';
import type { Incident } from '../../monitor/incident.ts';
import { type ListProblem, standingOf } from '../../monitor/lap.ts';
import { type LapFacts, lapFactsOf } from '../../monitor/lap-facts.ts';
import { type Expectation, expectationsDue } from '../../monitor/mutes.ts';
import type { Expected } from '../expectations.ts';
import type { Fleet, FleetSettings } from '../fleet.ts';
import type { LapReading } from './read-laps.ts';

/*
 * What may be concluded at the end of a sweep: from all lists when it read all of them, and else when a lap has.
 */

type Read = Pick<Fleet, 'pages' | 'lap'>;

/** Whether this sweep alone has read every list, as far as it could. */
export function isWhole({ pages }: Pick<Read, 'pages'>): boolean {
  return pages.walks.every(({ complete }) => complete);
}

/** Whether all relays were counted: in this sweep, or in a lap that it ended. */
export function isCounted({ pages, lap }: Read): boolean {
  return lap === null ? isWhole({ pages }) : lap.ended?.last.complete === true;
}

/** Whether lists are read in laps, and one has ended. */
export function lapOf({ lap }: Pick<Read, 'lap'>): { lap?: 'goes-on' | 'ended' } {
  return lap === null ? {} : { lap: lap.ended ? 'ended' : 'goes-on' };
}

/** Whether what is at fault was so before anybody watched, and whether all of that is known now. */
export function firstLapOf({ lap }: Pick<Read, 'lap'>): { firstLap?: 'goes-on' | 'ended' } {
  const isFirst = lap?.ended
    ? lap.ended.lap.isFirst && lap.ended.lap.last === null
    : lap?.lap.isFirst && lap.lap.last === null;
  return isFirst ? { firstLap: lap?.ended ? 'ended' : 'goes-on' } : {};
}

/** Why relays may stay hidden, of all lists. */
export function problemsOf(
  { pages, lap }: Read,
  now: UtcDateTime,
  { rolling }: Pick<FleetSettings, 'rolling'>,
): readonly ListProblem[] {
  if (lap === null || !rolling) return pages.walks.flatMap(({ incompleteness }) => incompleteness);
  return standingOf(lap.lap, now.toMillis(), rolling.longestLapSeconds * 1_000).problems;
}

/** What a sweep that has read a part of a lap says of the laps; null when it read all. */
export function lapFactsIn(
  { lap, priority }: Pick<Fleet, 'lap' | 'priority'>,
  now: UtcDateTime,
  { rolling, pageSize }: Pick<FleetSettings, 'rolling' | 'pageSize'>,
): LapFacts | null {
  if (lap === null || !rolling) return null;
  return lapFactsOf(lap.lap, now.toMillis(), { longestMs: rolling.longestLapSeconds * 1_000, pageSize, priority });
}

/** An incident that no whole lap has shown: its relay has to be asked for. */
export function isOutOfSight({ lastSeenAt }: Pick<Incident, 'lastSeenAt'>, { lap, ended }: LapReading): boolean {
  const began = (ended?.last ?? lap.last)?.beganAt;
  return began !== undefined && Date.parse(lastSeenAt) < Date.parse(began);
}

/** What should run now, and what of it the sweep or, where lists are read in laps, the lap that it ended has seen. */
export function expectedBy(
  { pages, lap, counted, observations }: Pick<Fleet, 'pages' | 'lap' | 'counted' | 'observations'>,
  now: UtcDateTime,
  { expectations = [] }: { readonly expectations?: readonly Expectation[] },
): Expected {
  if (lap === null) return { due: observations.expected, running: counted.running, lists: pages.walks };
  const due = expectationsDue(expectations, now);
  const isDue = new Set(due);
  const { ended } = lap;
  return {
    due,
    running: expectations.flatMap((one, place) => (isDue.has(one) ? [ended?.last.counts.running[place] ?? 0] : [])),
    lists: pages.walks.map(({ walk }) => {
      const list = ended?.lap.lists[walk.key];
      const complete = list !== undefined && list.next === null && list.problems.length === 0;
      return { walk, complete, overlooked: list?.overlooked ?? 0 };
    }),
  };
}
