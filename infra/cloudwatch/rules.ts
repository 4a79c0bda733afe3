import type { MetricName } from '../../lib/monitor/metric-points.ts';
import { DOCUMENTED_REASONS } from '../../lib/monitor/tally.ts';
import type { AlarmSettings } from '../deploy/settings.ts';
import type { Comparison, MissingData, Statistic } from './alarm.ts';
import { type Series, seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';

/** What an alarm is about, before the words and numbers that all alarms have in common. */
export interface Rule {
  readonly id: string;
  readonly firesWhen: string;
  readonly delay: string;
  readonly todo: string;
  readonly series: readonly Series[];
  /** Metric math over `m1`, `m2` and so on, in the order of `series`; needed when there are several. */
  readonly expression?: string;
  readonly statistic: Statistic;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periodMinutes: number;
  /** How many periods in a row. */
  readonly periods: number;
  readonly missingData: MissingData;
}

/** Metrics that one alarm may look at. Source: CloudWatch API 2010-08-01, PutMetricAlarm, Metrics. */
const METRICS_PER_ALARM = 10;
/** A fault of the network or of a receiver that is over after so many sweeps needs nobody. */
const SWEEPS_OF_TROUBLE = 3;
const ERRORS_PERCENT = 10;

/** Minutes without a heartbeat that count as death. */
export function deadAfterMinutes({ deadAfterMinutes: given, intervalMinutes }: AlarmSettings): number {
  return given ?? 3 * intervalMinutes;
}

/** Minutes without a complete sweep that are an alarm. */
export function incompleteAfterMinutes({ incompleteAfterMinutes: given, intervalMinutes }: AlarmSettings): number {
  return given ?? 5 * intervalMinutes;
}

/** All rules of a configuration, the most important first. */
export function rulesOf(target: AlarmTarget): Rule[] {
  return [
    deadMan(target),
    sweepIncomplete(target),
    ...stoppedByReason(target),
    ...(target.channels.length === 0 ? [] : deliveryRules(target)),
    apiErrors(target),
    apiThrottled(target),
  ];
}

/**
 * Minutes are counted by minute and not by interval, which is as fine as it gets: one heartbeat in the range makes all
 * well, so sweeps further apart do not matter. CloudWatch looks at some more periods than it is told to (5 for 3 in its
 * documentation) and counts missing ones only when nothing else is there: hence the delay. FILL(m, 0) would be faster
 * and wrong, since the newest minute is always missing for a while.
 */
function deadMan(target: AlarmTarget): Rule {
  const minutes = deadAfterMinutes(target.settings);
  return {
    ...gauge('Heartbeat', {}, target),
    id: 'dead-man',
    firesWhen: `no sweep reached ApsaraVideo Live for ${minutes} minutes`,
    delay: `${minutes + 2} to ${minutes + 4} minutes after the last good sweep: CloudWatch waits for late data`,
    todo: 'Nobody watches the relays. Look at the timer of the function and at its log; where sweeps run and fail, `relaywatch check` says why',
    comparison: 'LessThanThreshold',
    threshold: 1,
    periodMinutes: 1,
    periods: minutes,
    missingData: 'breaching',
  };
}

function sweepIncomplete(target: AlarmTarget): Rule {
  const { intervalMinutes } = target.settings;
  const periods = Math.ceil(incompleteAfterMinutes(target.settings) / intervalMinutes);
  return {
    ...gauge('SweepComplete', {}, target),
    id: 'sweep-incomplete',
    firesWhen: `no sweep was complete for ${periods * intervalMinutes} minutes`,
    delay: delayOf(periods),
    todo: 'The numbers are of a part of the relays only. The log line sweep_finished has the reasons: no time, a region that fails, or a list that moves',
    comparison: 'LessThanThreshold',
    threshold: 1,
    periods,
  };
}

/** A rule a reason, over all regions; ten regions a rule. What the reasons mean is said by Live, what to do by the runbook. */
function stoppedByReason(target: AlarmTarget): Rule[] {
  const { stopped } = target.settings;
  const thresholds = new Map<string, number>(DOCUMENTED_REASONS.map((reason) => [reason, 1]));
  for (const [reason, count] of Object.entries(stopped)) thresholds.set(reason, count);
  const wanted = [...thresholds].filter(([, count]) => count > 0);
  return wanted.flatMap(([reason, threshold]) =>
    chunks(target.liveRegions, METRICS_PER_ALARM).map((regions, place) => ({
      ...gaugeSum(
        regions.map((region) => seriesOf('StoppedRelays', { Region: region, Reason: reason }, target)),
        target,
        // a region that could not be read counts as it was: its relays are not well because nobody looked
        (id) => `FILL(${id}, REPEAT)`,
      ),
      id: `stopped-${reason}${place === 0 ? '' : `-${place + 1}`}`,
      firesWhen: `${stoppedText(threshold, regions)}: ${REASON_TEXTS[reason] ?? `Live says ${reason}`}`,
      delay: delayOf(1),
      todo: REASON_STEPS[reason] ?? 'See `relaywatch tasks --status stopped`',
      threshold,
      // only the documented reasons are zero rather than absent
      missingData: isDocumented(reason) ? 'ignore' : 'notBreaching',
    })),
  );
}

const REASON_TEXTS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'the source could not be read (PullStreamFailed)',
  PushStreamFailed: 'the destination did not take the stream (PushStreamFailed)',
  UnknownError: 'Live does not know why (UnknownError)',
  none: "Live gives no reason, as an operator's stop may look",
};

const REASON_STEPS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'Check the source, then restart the relays: Live has given up',
  PushStreamFailed:
    'Check the destination, its key and its limit of streams, then restart the relays: Live has given up',
  UnknownError: 'Restart one; if it stops again, ask Alibaba Cloud with its task id',
  none: 'Ask who stopped them; restart what shall run',
};

function isDocumented(reason: string): boolean {
  return (DOCUMENTED_REASONS as readonly string[]).includes(reason);
}

function deliveryRules(target: AlarmTarget): Rule[] {
  const { undeliveredAfterMinutes: minutes } = target.settings;
  const broken = target.channels.map((channel) => ({
    ...gauge('ChannelBroken', { Channel: channel }, target),
    id: `channel-broken-${channel}`,
    firesWhen: `the channel ${channel} needs a human: a wrong key, a robot that was removed`,
    delay: delayOf(1),
    todo: `Messages for it wait. Repair it, then \`relaywatch test-alert ${channel}\``,
    threshold: 1,
  }));
  const failing = chunks(target.channels, METRICS_PER_ALARM).map((channels, place) => ({
    ...gaugeSum(
      channels.map((channel) => seriesOf('AlertsFailed', { Channel: channel }, target)),
      target,
    ),
    id: `delivery-failing${place === 0 ? '' : `-${place + 1}`}`,
    firesWhen: `in ${SWEEPS_OF_TROUBLE} sweeps in a row a channel did not take its messages`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: 'The log line of the sweep names channel and problem; `relaywatch check` tries each',
    threshold: 1,
    periods: SWEEPS_OF_TROUBLE,
  }));
  const undelivered = {
    ...gauge('OldestUndelivered', {}, target),
    id: 'undelivered',
    firesWhen: `a message waits for ${minutes} minutes`,
    delay: delayOf(1),
    todo: 'On-call has not heard of something: look at `relaywatch incidents`, then at the channels with `relaywatch check`',
    threshold: minutes * 60_000,
  };
  return [...broken, undelivered, ...failing];
}

/** A share, as a fleet of 12,000 relays has a failed call in every other sweep that means nothing. */
function apiErrors(target: AlarmTarget): Rule {
  return {
    ...gauge('ApiErrorsTotal', {}, target),
    series: [seriesOf('ApiErrorsTotal', {}, target), seriesOf('ApiCalls', {}, target)],
    expression: 'IF(m2 > 0, 100 * m1 / m2, 0)',
    id: 'api-errors',
    firesWhen: `in ${SWEEPS_OF_TROUBLE} sweeps in a row ${ERRORS_PERCENT} % or more of the calls to ApsaraVideo Live failed`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: 'The metric ApiErrors tells the codes; `relaywatch check` tries key, permission and endpoint',
    threshold: ERRORS_PERCENT,
    periods: SWEEPS_OF_TROUBLE,
  };
}

function apiThrottled(target: AlarmTarget): Rule {
  return {
    ...gauge('ApiThrottles', {}, target),
    id: 'api-throttled',
    firesWhen: `in ${SWEEPS_OF_TROUBLE} sweeps in a row ApsaraVideo Live throttled calls`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: 'Something else uses the calls of the account: lower live.qps, or have the quota raised',
    threshold: 1,
    periods: SWEEPS_OF_TROUBLE,
  };
}

type Measure = Omit<Rule, 'id' | 'firesWhen' | 'delay' | 'todo' | 'threshold'>;

/** A gauge at the end of each sweep: Maximum, since a repeated request would double a Sum. */
function gauge(name: MetricName, dimensions: Readonly<Record<string, string>>, target: AlarmTarget): Measure {
  return measure([seriesOf(name, dimensions, target)], target);
}

function gaugeSum(series: readonly Series[], target: AlarmTarget, each = (id: string) => id): Measure {
  if (series.length === 1) return measure(series, target);
  const terms = series.map((_, place) => each(`m${place + 1}`));
  return { ...measure(series, target), expression: `SUM([${terms.join(', ')}])` };
}

function measure(series: readonly Series[], { settings: { intervalMinutes } }: AlarmTarget): Measure {
  return {
    series,
    statistic: 'Maximum',
    comparison: 'GreaterThanOrEqualToThreshold',
    periodMinutes: intervalMinutes,
    periods: 1,
    missingData: 'ignore',
  };
}

function delayOf(sweeps: number): string {
  return `${sweeps === 1 ? 'a sweep' : `${sweeps} sweeps`}, and one or two minutes until CloudWatch looks`;
}

function stoppedText(threshold: number, regions: readonly string[]): string {
  const last = regions.at(-1);
  const list = (word: string) =>
    regions.length < 2 ? regions.join() : `${regions.slice(0, -1).join(', ')} ${word} ${last}`;
  if (threshold === 1) return `a relay is stopped in ${list('or')}`;
  return `${threshold} or more relays are stopped in ${list('and')}`;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, place) =>
    list.slice(place * size, (place + 1) * size),
  );
}
