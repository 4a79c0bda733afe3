import { chunks, delayOf, gauge, gaugeSum, METRICS_PER_ALARM, type Rule, SWEEPS_OF_TROUBLE } from './rule.ts';
import { seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';

const LEAST_MINUTES = 10;
/** The longest that the configuration takes. */
const MOST_MINUTES = 720;

/** Minutes after which a message counts as undelivered: a try that fails may pass, and the next one comes with the next sweep. */
export function undeliveredAfterMinutes({ settings, intervalMinutes }: AlarmTarget): number {
  const ofSweeps = Math.max(SWEEPS_OF_TROUBLE * intervalMinutes, LEAST_MINUTES);
  return settings.undeliveredAfterMinutes ?? Math.min(ofSweeps, MOST_MINUTES);
}

/** Rules on the messages to on-call: of each channel, and of all. */
export function deliveryRules(target: AlarmTarget): Rule[] {
  const minutes = undeliveredAfterMinutes(target);
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
