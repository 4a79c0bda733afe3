import type { UtcDateTime } from '../base/time.ts';
import type { CallbackFigures } from './callback-figures.ts';
import { isActive } from './incident.ts';
import { secondsFrom } from './instants.ts';
import { NO_REASON, VERDICT_KINDS } from './judge.ts';
import type { ListProblem } from './lap.ts';
import type { LapFigures } from './lap-facts.ts';
import { type MetricName, type MetricPoint, point } from './metric-catalogue.ts';
import { TASK_STATUSES } from './relay-task.ts';
import { DOCUMENTED_REASONS, OTHER_REASON, type Tally } from './tally.ts';
import type { Watched } from './watch.ts';

/** What a sweep has to say about itself. */
export interface SweepFacts {
  /** Regions of which at least one page was read: silence about the others is honest, a zero would not be. */
  readonly regionsSeen: readonly string[];
  readonly complete: boolean;
  readonly exact: boolean;
  readonly overlooked: number;
  readonly pages: number;
  readonly calls: number;
  readonly throttled: number;
  readonly durationMs: number;
  readonly errorsByCode: ReadonlyMap<string, number>;
  readonly unexpectedFields: ReadonlyMap<string, number>;
  /** Regions that the tally counts; absent: all that were seen. */
  readonly countedRegions?: readonly string[];
  /** Absent where each sweep reads all lists. */
  readonly lap?: LapFigures;
  readonly lapProblems?: readonly ListProblem[];
}

/** Reasons or codes that get a series of their own; more than these go under `other`, so that the bill stays bounded. */
const MOST_SERIES = 50;

/**
 * All points of one sweep. Known statuses, reasons and verdicts are zero rather than absent, so that alarms recover; a
 * sweep that saw no region says nothing about tasks.
 */
export function metricPoints(tally: Tally, facts: SweepFacts): MetricPoint[] {
  const { countedRegions = facts.regionsSeen } = facts;
  return [
    ...countedRegions.flatMap((region) => pointsOfRegion(tally, region)),
    ...(countedRegions.length > 0 ? [...pointsOfVerdicts(tally), point('RelaysTotal', tally.total)] : []),
    point('SweepDuration', Math.round(facts.durationMs)),
    point('SweepPages', facts.pages),
    point('SweepComplete', facts.complete ? 1 : 0),
    point('SweepExact', facts.exact ? 1 : 0),
    point('RelaysOverlooked', facts.overlooked),
    point('Heartbeat', facts.regionsSeen.length > 0 ? 1 : 0),
    point('ApiCalls', facts.calls),
    point('ApiThrottles', facts.throttled),
    ...pointsBy('ApiErrors', 'Code', facts.errorsByCode),
    point('ApiErrorsTotal', Math.max(0, sumOf(facts.errorsByCode) - facts.throttled)),
    ...pointsBy('UnexpectedFields', 'Kind', facts.unexpectedFields),
    ...lapPoints(facts.lap),
  ];
}

function lapPoints(lap: LapFigures | undefined): MetricPoint[] {
  if (!lap) return [];
  const { ageSeconds, last, seenWithinSeconds } = lap;
  return [
    point('LapAge', ageSeconds * 1_000),
    ...(last === null ? [] : [point('LapDuration', last.seconds * 1_000)]),
    ...(seenWithinSeconds === null ? [] : [point('SeenWithin', seenWithinSeconds * 1_000)]),
  ];
}

/** What callbacks did. @param figures null where none are expected */
export function callbackPoints(figures: CallbackFigures | null): MetricPoint[] {
  if (figures === null) return [];
  const { received, refused, confirmed, lost, longestDelayMs } = figures;
  return [
    point('CallbacksReceived', received),
    point('CallbacksRefused', refused),
    point('CallbacksConfirmed', confirmed),
    point('CallbacksLost', lost),
    ...(longestDelayMs === null ? [] : [point('CallbackDelay', longestDelayMs)]),
  ];
}

function pointsOfVerdicts({ byVerdict }: Tally): MetricPoint[] {
  return VERDICT_KINDS.map((verdict) => point('RelaysByVerdict', byVerdict[verdict] ?? 0, { Verdict: verdict }));
}

function pointsOfRegion(tally: Tally, region: string): MetricPoint[] {
  const here = tally.classes.filter((one) => one.region === region);
  const sum = (of: typeof here) => of.reduce((total, one) => total + one.count, 0);
  const stopped = new Map<string, number>(DOCUMENTED_REASONS.map((reason) => [reason, 0]));
  for (const { status, reason, count } of here) {
    if (status === 'stopped') stopped.set(reason, (stopped.get(reason) ?? 0) + count);
  }
  return [
    ...TASK_STATUSES.map((status) =>
      point('RelayTasks', sum(here.filter((one) => one.status === status)), { Region: region, Status: status }),
    ),
    ...pointsBy('StoppedRelays', 'Reason', stopped, DOCUMENTED_REASONS).map((one) => ({
      ...one,
      dimensions: { Region: region, ...one.dimensions },
    })),
  ];
}

/** One series a value: the `always` ones, then the largest; what is left goes under `other`, as one series. */
function pointsBy(
  name: MetricName,
  dimension: string,
  counts: ReadonlyMap<string, number>,
  always: readonly string[] = [],
): MetricPoint[] {
  const byValue = summed(counts, (value) => value || NO_REASON);
  const largestFirst = [...byValue].sort(
    ([a, countA], [b, countB]) => Number(always.includes(b)) - Number(always.includes(a)) || countB - countA,
  );
  const own = new Set(largestFirst.slice(0, MOST_SERIES).map(([value]) => value));
  const series = summed(new Map(largestFirst), (value) => (own.has(value) ? value : OTHER_REASON));
  return [...series].map(([value, count]) => point(name, count, { [dimension]: value }));
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function summed(counts: ReadonlyMap<string, number>, keyOf: (value: string) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [value, count] of counts) sums.set(keyOf(value), (sums.get(keyOf(value)) ?? 0) + count);
  return sums;
}

/** What is told of the state. */
export interface StateFacts {
  /** Whether it could be loaded and saved. */
  readonly ok: boolean;
  /** Old snapshots that could not be removed; the count is null when not even their names could be had. */
  readonly notCleared?: { readonly count: number | null };
}

/** The points on the state; none when none is kept. */
export function statePoints(state: StateFacts | null): MetricPoint[] {
  if (state === null) return [];
  const left = state.notCleared?.count ?? 0;
  // CloudWatch bills a metric for the hours in which it is sent: while nothing is left, this one costs nothing
  return [point('StateBroken', state.ok ? 0 : 1), ...(left > 0 ? [point('StateNotCleared', left)] : [])];
}

/** What is told of channels; the alerting side's own record, as far as metrics need it. */
export interface ChannelFacts {
  readonly channel: string;
  readonly sent: number;
  readonly failed: number;
  readonly left: number;
  readonly broken: boolean;
}

/** The points on incidents and on the delivery of their messages. `waitingSince` are ISO times of messages not accepted yet. */
export function incidentPoints(
  { state, opened }: Pick<Watched, 'state' | 'opened'>,
  channels: readonly ChannelFacts[],
  waitingSince: readonly string[],
  now: UtcDateTime,
): MetricPoint[] {
  const active = state.incidents.filter(isActive);
  const counts = new Map<string, number>();
  for (const { verdict, severity } of active) {
    const key = JSON.stringify([verdict, severity]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const first = opened.reduce<string | null>(
    (least, { since }) => (least === null || since < least ? since : least),
    null,
  );
  const ageMs = (iso: string) => Math.max(0, secondsFrom(iso, now) * 1_000);
  return [
    ...[...counts].map(([key, count]) => {
      const [verdict = '', severity = ''] = JSON.parse(key) as string[];
      return point('OpenIncidents', count, { Verdict: verdict, Severity: severity });
    }),
    point('OpenIncidentsTotal', active.length),
    point('CriticalIncidents', active.filter(({ severity }) => severity === 'critical').length),
    ...(first === null ? [] : [point('DetectionDelay', Math.round(ageMs(first)))]),
    ...channels.flatMap(({ channel, sent, failed, left, broken }) => [
      point('AlertsSent', sent, { Channel: channel }),
      point('AlertsFailed', failed, { Channel: channel }),
      point('AlertsWaiting', left, { Channel: channel }),
      point('ChannelBroken', broken ? 1 : 0, { Channel: channel }),
    ]),
    point('ChannelsBroken', channels.filter(({ broken }) => broken).length),
    point('OldestUndelivered', Math.round(Math.max(0, ...waitingSince.map(ageMs)))),
  ];
}
