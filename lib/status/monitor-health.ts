import type { UtcDateTime } from '../base/time.ts';
import { channelStateOf } from '../monitor/channel-state.ts';
import { lateAfterSeconds, UNDELIVERED_SECONDS } from '../monitor/health-limits.ts';
import { isActive } from '../monitor/incident.ts';
import { isoOf, millisOf } from '../monitor/instants.ts';
import { undeliveredSince } from '../monitor/outbox.ts';
import type { LastPoints } from '../state/packed-points.ts';
import { agedSeconds } from './aged.ts';
import type { BlindSpot, ChannelView, LastSweep, MonitorHealth, MonitorProblem } from './document.ts';
import type { Known } from './known.ts';
import { lapView } from './lap.ts';
import { numberOf } from './numbers.ts';
import type { StatusSettings } from './settings.ts';
import type { Show } from './showing.ts';

/** Whether the monitor itself can be relied on now. */
export function monitorHealth(known: Known, settings: StatusSettings, now: UtcDateTime, show: Show): MonitorHealth {
  const lastSweep = known.points && lastSweepOf(known.points, settings, now);
  const late = lateAfterSeconds(settings.intervalSeconds);
  const blind = blindSpots(known, show);
  const channels = settings.channels.map((name) => channelView(name, known, show));
  const oldestUndeliveredSeconds = oldestOf(undeliveredSince(known.outbox), now);
  const found: Readonly<Record<MonitorProblem, boolean>> = {
    'never-swept': lastSweep === null,
    late: lastSweep !== null && lastSweep.ageSeconds > late,
    blind: blind.length > 0,
    'state-broken': known.points !== null && numberOf(known.points.points, 'StateBroken') === 1,
    'channel-broken': channels.some(({ state }) => state === 'broken'),
    undelivered: oldestUndeliveredSeconds > UNDELIVERED_SECONDS,
    incomplete: lastSweep !== null && !lastSweep.complete,
  };
  return {
    problems: (Object.keys(found) as MonitorProblem[]).filter((problem) => found[problem]),
    lastSweep,
    lap: lapView(known, settings, now),
    lateAfterSeconds: late,
    sweepingNow: known.lease !== null && millisOf(known.lease.expiresAt) > now.toMillis(),
    blind,
    channels,
    oldestUndeliveredSeconds,
  };
}

function lastSweepOf({ at, points }: LastPoints, { qps }: StatusSettings, now: UtcDateTime): LastSweep {
  const number = (name: Parameters<typeof numberOf>[1]) => numberOf(points, name) ?? 0;
  const durationSeconds = number('SweepDuration') / 1_000;
  const calls = number('ApiCalls');
  const pages = number('SweepPages');
  // the first ten calls of a short sweep leave at once, which is within the limit
  const perSecond = (count: number) => Math.round((count / Math.max(1, durationSeconds)) * 10) / 10;
  return {
    at: isoOf(at),
    ageSeconds: agedSeconds(isoOf(at), now),
    complete: number('SweepComplete') === 1,
    exact: number('SweepExact') === 1,
    overlooked: number('RelaysOverlooked'),
    durationSeconds,
    pages,
    calls,
    throttled: number('ApiThrottles'),
    callsPerSecond: perSecond(calls),
    pagesPerSecond: perSecond(pages),
    limitPerSecond: qps,
  };
}

function blindSpots({ incidents }: Known, show: Show): BlindSpot[] {
  return incidents
    .filter((one) => isActive(one) && one.verdict === 'monitor-blind')
    .map(({ name, region, reason, since }) => ({
      name: show(name),
      region: show(region),
      reason: show(reason),
      since,
    }));
}

function channelView(name: string, { outbox }: Known, show: Show): ChannelView {
  const { brokenSince, problem } = channelStateOf(outbox, name);
  const waiting = outbox.pending.filter(({ channel }) => channel === name).length;
  return {
    name: show(name),
    state: brokenSince !== null ? 'broken' : waiting > 0 ? 'waiting' : 'works',
    waiting,
    brokenSince,
    problem: problem === null ? null : show(problem),
  };
}

function oldestOf(times: readonly string[], now: UtcDateTime): number {
  return times.reduce((oldest, at) => Math.max(oldest, agedSeconds(at, now)), 0);
}
