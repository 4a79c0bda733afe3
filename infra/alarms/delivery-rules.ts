import { chunks, delayOf, gauge, gaugeSum, METRICS_PER_ALARM, type Rule, SWEEPS_OF_TROUBLE } from './rule.ts';
import { seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';

const LEAST_MINUTES = 10;
/** The longest time that the configuration accepts. */
const MOST_MINUTES = 720;

/** Minutes after which a message counts as undelivered. A failed try may be temporary, and the next one comes with the next sweep. */
export function undeliveredAfterMinutes({ settings, intervalMinutes }: AlarmTarget): number {
  const ofSweeps = Math.max(SWEEPS_OF_TROUBLE * intervalMinutes, LEAST_MINUTES);
  return settings.undeliveredAfterMinutes ?? Math.min(ofSweeps, MOST_MINUTES);
}

/** Rules about messages to on-call, per channel and overall. */
export function deliveryRules(target: AlarmTarget): Rule[] {
  const broken = target.channels.map((channel) => ({
    ...gauge('ChannelBroken', { Channel: channel }, target),
    id: `channel-broken-${channel}`,
    firesWhen: `the channel ${channel} needs a human, for example because of a wrong key or a removed robot`,
    delay: delayOf(1),
    todo: `Its messages are waiting. Repair it, then \`relaywatch test-alert ${channel}\``,
    threshold: 1,
  }));
  const failing = chunks(target.channels, METRICS_PER_ALARM).map((channels, place) => ({
    ...gaugeSum(
      channels.map((channel) => seriesOf('AlertsFailed', { Channel: channel }, target)),
      target,
    ),
    id: `delivery-failing${place === 0 ? '' : `-${place + 1}`}`,
    firesWhen: `a channel did not accept its messages in ${SWEEPS_OF_TROUBLE} sweeps in a row`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: "The sweep's log line names the channel and the problem; `relaywatch check` tests each channel",
    threshold: 1,
    periods: SWEEPS_OF_TROUBLE,
  }));
  return [...broken, undelivered(target), ...failing];
}

/** The same without a series for each channel. A channel that only fails shows by the age of what waits for it. */
export function essentialDeliveryRules(target: AlarmTarget): Rule[] {
  return [
    {
      ...gauge('ChannelsBroken', {}, target),
      id: 'channel-broken',
      firesWhen: 'a channel needs a human, for example because of a wrong key or a removed robot',
      delay: delayOf(1),
      todo: 'Its messages are waiting. `relaywatch check` says which; repair it, then `relaywatch test-alert`',
      threshold: 1,
    },
    undelivered(target),
  ];
}

function undelivered(target: AlarmTarget): Rule {
  const minutes = undeliveredAfterMinutes(target);
  return {
    ...gauge('OldestUndelivered', {}, target),
    id: 'undelivered',
    firesWhen: `a message has been waiting for ${minutes} minutes`,
    delay: delayOf(1),
    todo: 'Something has not reached on-call: look at `relaywatch incidents`, then test the channels with `relaywatch check`',
    threshold: minutes * 60_000,
  };
}
