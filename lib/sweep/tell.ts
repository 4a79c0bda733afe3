import type { AlertChannel } from '../alerts/channel.ts';
import { type Delivered, deliver, mergeDeliveries } from '../alerts/deliver.ts';
import type { Runs } from '../alerts/lane.ts';
import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { type Addressed, type Recipient, showing } from '../monitor/addressing.ts';
import { brokenChannels } from '../monitor/channel-health.ts';
import { reroute, withoutRefused } from '../monitor/not-taken.ts';
import type { Notification } from '../monitor/notification.ts';
import { enqueue, type Outbox, type Pending } from '../monitor/outbox.ts';
import { withoutRemovedChannels } from '../monitor/removed-channels.ts';
import type { ReportSchedule } from '../monitor/report-due.ts';
import { channelsFor, type Route } from '../monitor/routing.ts';
import { asTried } from '../monitor/tried.ts';
import type { PhaseTime } from './budget.ts';
import { channelInTime, clockUntil } from './in-time.ts';

export interface TellingDeps extends PhaseTime {
  readonly channels: readonly AlertChannel[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Adds every message to the queues of the channels that should get it, and removes queues of channels that no longer
 * exist.
 */
export function enqueueAll(
  outbox: Outbox,
  messages: readonly Addressed[],
  routes: readonly Route[],
  { channels, clock, log }: Pick<TellingDeps, 'channels' | 'clock' | 'log'>,
): Outbox {
  const names = channels.map(({ name }) => name);
  const route = (notification: Notification) => routed(notification, routes, names);
  const { outbox: ours, dropped } = withoutRemovedChannels(outbox, names, route, clock.nowUtc());
  logDropped(dropped, 'its channel is not in the configuration any more', log);
  return messages.reduce((queue, { notification, to }) => {
    const addressees = to.map(({ channel }) => channel);
    return withOwnExamples(enqueue(queue, notification, addressees, channels), notification, to);
  }, ours);
}

/** Without reports that wait for a channel which the configuration sends none any more: it may be another receiver by now. */
export function withoutOldReports(outbox: Outbox, report: ReportSchedule | undefined, log: Log): Outbox {
  const isOld = ({ channel, notification }: Pending) =>
    notification.kind === 'report' && !report?.channels.includes(channel);
  const dropped = outbox.pending.filter(isOld);
  if (dropped.length === 0) return outbox;
  logDropped(dropped, 'the configuration sends its channel no reports any more', log);
  return { ...outbox, pending: outbox.pending.filter((one) => !isOld(one)) };
}

/** Each channel is shown first the relay that made the routes choose it. */
function withOwnExamples(outbox: Outbox, notification: Notification, to: readonly Recipient[]): Outbox {
  const own = new Map(to.flatMap(({ channel, first }) => (first ? [[channel, showing(notification, first)]] : [])));
  if (own.size === 0) return outbox;
  const pending = outbox.pending.map((one) =>
    one.notification === notification ? { ...one, notification: own.get(one.channel) ?? notification } : one,
  );
  return { ...outbox, pending };
}

/** Where to send a message of which only the examples are left, or which is not about relays. */
function routed(notification: Notification, routes: readonly Route[], names: readonly string[]): readonly string[] {
  const { severity, verdict, regions, examples, kind, scope } = notification;
  const able = channelsFor(
    { severity, verdict, regions, names: examples.map(({ name }) => name), kind },
    routes,
    names,
  );
  if (kind !== 'channel-broken') return able;
  const others = able.filter((name) => name !== scope.value);
  // routes that only lead to the broken channel lead nowhere; it is told as well, which shows when it works again
  return others.length > 0 ? [...new Set([...able, scope.value])] : names;
}

/**
 * Saves an outbox before its messages are sent, in the form that is right if this process dies before it can record the
 * outcome. Saves twice if somebody may hear of a beginning or an end: should the newest snapshot be torn, the previous
 * one knows that as well.
 * @returns false when another sweep saved first, and this one must not tell
 */
export async function remember(
  outbox: Outbox,
  save: (outbox: Outbox) => Promise<boolean>,
  { channels, clock }: Pick<TellingDeps, 'channels' | 'clock'>,
  runs: Runs = new Map(),
): Promise<boolean> {
  const tried = asTried(outbox, channels, runs, clock.nowUtc());
  return (await save(tried.outbox)) && (!tried.isNews || (await save(tried.outbox)));
}

/**
 * Sends the saved messages in rounds, as far as time permits: what a channel does not accept, and that it is broken or
 * works again, is told through the others at once. Whatever is left waits for the next sweep.
 */
export async function tell(
  outbox: Outbox,
  save: (outbox: Outbox) => Promise<boolean>,
  routes: readonly Route[],
  deps: TellingDeps,
): Promise<Delivered> {
  const { clock, signal, deadlineMs } = deps;
  const since = clock.nowUtc();
  const channels = deps.channels.map((channel) => channelInTime(channel, signal, clock));
  const bounded = { ...deps, clock: clockUntil(signal, clock) };
  const runs: Runs = new Map();
  let told = await deliver(outbox, channels, bounded, runs);
  // each channel may pass a message on only once, so this terminates
  for (const _ of channels) {
    const next = withFollowUps(told.outbox, routes, deps);
    if (next === null) break;
    if (clock.monotonicMs() >= deadlineMs) {
      told = { ...told, outbox: next };
      break;
    }
    if (!(await remember(next, save, deps, runs))) break;
    const more = await deliver(next, channels, bounded, runs);
    told = { outbox: more.outbox, deliveries: mergeDeliveries(told.deliveries, more.deliveries) };
  }
  const { outbox: kept, dropped } = withoutRefused(told.outbox, since);
  logDropped(dropped, 'its channel refused it for good', deps.log);
  const channelsOfToday = kept.channels.filter(({ channel }) => channels.some(({ name }) => name === channel));
  return { ...told, outbox: { ...kept, channels: channelsOfToday } };
}

/** The messages that follow from how the channels reacted; null when there are none. */
function withFollowUps(outbox: Outbox, routes: readonly Route[], deps: TellingDeps): Outbox | null {
  const now = deps.clock.nowUtc();
  const names = deps.channels.map(({ name }) => name);
  const { outbox: next, rerouted } = reroute(outbox, names, now);
  for (const { channel, notification, to } of rerouted)
    deps.log.warn('alert_told_elsewhere', { channel, to, message: notification.id });
  const alarms = brokenChannels(next, names, now);
  if (rerouted.length === 0 && alarms.length === 0) return null;
  return enqueueAll(next, byRoutes(alarms, routes, names), routes, deps);
}

/** Sends messages that are not about relays wherever the routes lead. */
export function byRoutes(
  notifications: readonly Notification[],
  routes: readonly Route[],
  names: readonly string[],
): Addressed[] {
  return notifications.map((notification) => ({
    notification,
    to: routed(notification, routes, names).map((channel) => ({ channel, first: null })),
  }));
}

function logDropped(dropped: readonly Pending[], why: string, log: Log): void {
  for (const { channel, notification, problem } of dropped) {
    const { id, kind, severity } = notification;
    log.error('alert_dropped', { channel, message: id, kind, severity, problem: problem ?? why, why });
  }
}
