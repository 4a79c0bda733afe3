import type { AlertChannel } from './alerts/channel.ts';
import { type Delivered, deliver, mergeDeliveries } from './alerts/deliver.ts';
import { enqueue, type Outbox } from './alerts/outbox.ts';
import { brokenChannels } from './channel-health.ts';
import { channelInTime, clockUntil } from './in-time.ts';
import type { Log } from './log.ts';
import type { Notification } from './monitor/notification.ts';
import { channelsFor, type Route } from './monitor/routing.ts';
import type { PhaseTime } from './sweep-budget.ts';
import type { Clock, Random } from './time.ts';

export interface TellingDeps extends PhaseTime {
  readonly channels: readonly AlertChannel[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Every message into the queues of the channels that shall hear it. */
export function enqueueAll(
  outbox: Outbox,
  notifications: readonly Notification[],
  routes: readonly Route[],
  channels: readonly AlertChannel[],
): Outbox {
  const names = channels.map(({ name }) => name);
  return notifications.reduce((queue, notification) => {
    const { severity, verdict, regions, examples, kind, scope } = notification;
    const routed = channelsFor(
      { severity, verdict, regions, names: examples.map(({ name }) => name), kind },
      routes,
      names,
    );
    // a broken channel is told of itself too: the message waits there, and finds out when it works again
    const able = kind === 'channel-broken' ? [...new Set([...routed, scope.value])] : routed;
    return enqueue(queue, notification, able, channels);
  }, outbox);
}

/**
 * Sends what waits, as far as there is time; a channel that turns out to be broken, or to work again, is told through the
 * others at once. What is left waits for the next sweep.
 * @param save remembers an outbox before its messages leave, so that a crash repeats them as they were
 */
export async function tell(
  outbox: Outbox,
  save: (outbox: Outbox) => Promise<boolean>,
  routes: readonly Route[],
  deps: TellingDeps,
): Promise<Delivered> {
  const channels = deps.channels.map((channel) => channelInTime(channel, deps.signal, deps.clock));
  const bounded = { ...deps, clock: clockUntil(deps.signal, deps.clock) };
  const first = await deliver(outbox, channels, bounded);
  const alarms = brokenChannels(first.outbox, deps.clock.nowUtc());
  if (alarms.length === 0) return first;
  const withAlarms = enqueueAll(first.outbox, alarms, routes, deps.channels);
  if (!(await save(withAlarms))) return first;
  const second = await deliver(withAlarms, channels, bounded);
  return { outbox: second.outbox, deliveries: mergeDeliveries(first.deliveries, second.deliveries) };
}
