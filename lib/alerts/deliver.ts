import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { waitingUntil } from '../monitor/channel-state.ts';
import type { AnswerEntry } from '../monitor/journal-entry.ts';
import type { Notification } from '../monitor/notification.ts';
import { messageKey, type Outbox, type Pending } from '../monitor/outbox.ts';
import type { SendResult } from '../monitor/send-result.ts';
import type { AlertChannel } from './channel.ts';
import { freshRun, Lane, type Runs } from './lane.ts';

export interface DeliverDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** On the clock's monotonic time: no new attempt is made after this. */
  readonly deadlineMs?: number;
}

/** What became of one channel's queue. */
export interface Delivery {
  readonly channel: string;
  readonly type: string;
  readonly sent: number;
  readonly failed: number;
  readonly left: number;
  /** Why it did not accept what was tried, or why its messages have to wait. */
  readonly problem: string | null;
  readonly broken: boolean;
  /** ISO 8601, UTC: nothing is sent before then, since it asked for that or needs a human; null if it may be tried. */
  readonly waitingUntil: string | null;
  /** What it said to each message that pages somebody, in order. */
  readonly answers: readonly AnswerEntry[];
}

export interface Delivered {
  readonly outbox: Outbox;
  readonly deliveries: readonly Delivery[];
}

const SHORT_WAIT_MS = 1_000;

/**
 * Sends what waits, to all channels at once, in order for each cause and within each channel's budget. Returns the outbox
 * afterwards; whatever was not accepted is still in it.
 */
export async function deliver(
  outbox: Outbox,
  channels: readonly AlertChannel[],
  deps: DeliverDeps,
  runs: Runs = new Map(),
): Promise<Delivered> {
  const now = deps.clock.nowUtc();
  const lanes = channels.map((channel) => {
    const run = runs.get(channel.name) ?? freshRun();
    runs.set(channel.name, run);
    return new Lane(channel, outbox, run, now);
  });
  const deliveries = await Promise.all(lanes.map((lane) => empty(lane, deps)));
  return { outbox: together(outbox, lanes), deliveries };
}

/** What several rounds of one sweep came to, channel by channel. */
export function mergeDeliveries(first: readonly Delivery[], second: readonly Delivery[]): Delivery[] {
  return second.map((later) => {
    const before = first.find(({ channel }) => channel === later.channel);
    if (!before) return later;
    const { sent, failed, problem } = before;
    return {
      ...later,
      sent: later.sent + sent,
      failed: later.failed + failed,
      problem: later.problem ?? problem,
      answers: [...before.answers, ...later.answers],
    };
  });
}

/** Each lane holds only what belongs to its channel, so they can simply be joined. */
function together(before: Outbox, lanes: readonly Lane[]): Outbox {
  const names = new Set(lanes.map(({ channel }) => channel.name));
  const isElsewhere = ({ channel }: { readonly channel: string }) => !names.has(channel);
  const pending = [...before.pending.filter(isElsewhere), ...lanes.flatMap(({ queue }) => queue)];
  return {
    pending: withTakers(pending, lanes),
    receipts: [...before.receipts.filter(isElsewhere), ...lanes.flatMap(({ receipts }) => receipts)],
    channels: [...lanes.map(({ state }) => state), ...before.channels.filter(isElsewhere)],
  };
}

/** Notes of each message that still waits who else accepted it. */
function withTakers(pending: readonly Pending[], lanes: readonly Lane[]): readonly Pending[] {
  const takers = new Map<string, string[]>();
  for (const { channel, taken } of lanes) {
    for (const one of taken) takers.set(messageKey(one), [...(takers.get(messageKey(one)) ?? []), channel.name]);
  }
  return pending.map((one) => {
    const more = takers.get(messageKey(one.notification));
    return more ? { ...one, takenBy: [...new Set([...(one.takenBy ?? []), ...more])] } : one;
  });
}

/** Sends what a lane holds until nothing more may be sent. */
async function empty(lane: Lane, deps: DeliverDeps): Promise<Delivery> {
  const { channel } = lane;
  const { clock } = deps;
  let [sent, failed] = [0, 0];
  let problem: string | null = null;
  const answers: AnswerEntry[] = [];
  for (;;) {
    const batch = lane.next(clock.nowUtc());
    if (batch.length === 0 || isLate(deps)) break;
    const { result, tries } = await sendWithRetry(lane, batch, deps);
    lane.settle(batch, result, tries, clock.nowUtc());
    report(channel, batch, result, deps.log);
    answers.push(...answersTo(channel, batch, result));
    if (result.ok) sent += batch.length;
    else {
      failed += batch.length;
      problem = result.problem;
    }
    if (channel.budget.perSecond !== undefined && !isLate(deps))
      await clock.sleep(Math.ceil(SHORT_WAIT_MS / channel.budget.perSecond));
  }
  lane.close();
  const { state, queue } = lane;
  const until = waitingUntil(state, clock.nowUtc());
  return {
    channel: channel.name,
    type: channel.type,
    sent,
    failed,
    left: queue.length,
    problem: problem ?? (until !== null && queue.length > 0 ? state.problem : null),
    broken: state.brokenSince !== null,
    waitingUntil: until,
    answers,
  };
}

function answersTo({ name: channel }: AlertChannel, batch: readonly Pending[], result: SendResult): AnswerEntry[] {
  const said = result.ok ? result.receipt : result.problem;
  const unclear = !result.ok && result.retryable ? ({ unclear: 'no-answer' } as const) : {};
  return batch.flatMap(({ notification: { dedupKey, kind: message } }) =>
    message === 'update' ? [] : [{ kind: 'answer', channel, dedupKey, message, accepted: result.ok, said, ...unclear }],
  );
}

function report({ name }: AlertChannel, batch: readonly Pending[], result: SendResult, log: Log): void {
  const facts = { channel: name, messages: batch.map(({ notification }) => notification.id) };
  if (result.ok) log.info('alert_sent', { ...facts, receipt: result.receipt });
  else log.error('alert_not_sent', { ...facts, problem: result.problem, retryable: result.retryable });
}

async function sendWithRetry(
  lane: Lane,
  batch: readonly Pending[],
  deps: DeliverDeps,
): Promise<{ result: SendResult; tries: number }> {
  const { clock, random } = deps;
  const messages = batch.map(({ notification }) => notification);
  const mostTries = lane.mostTries(clock.nowUtc());
  for (let tries = 1; ; tries++) {
    const result = await sendOnce(lane.channel, messages);
    const mayPass = !result.ok && result.retryable && result.retryAfterMs === undefined;
    if (!mayPass || tries >= mostTries || isLate(deps)) return { result, tries };
    await clock.sleep(random() * SHORT_WAIT_MS);
  }
}

async function sendOnce(channel: AlertChannel, messages: readonly Notification[]): Promise<SendResult> {
  const [first] = messages;
  try {
    if (messages.length > 1 && channel.sendDigest) return await channel.sendDigest(messages);
    if (first) return await channel.send(first);
    return { ok: true, receipt: '' };
  } catch (error) {
    // channels promise not to throw; the error's message may quote anything, so only its name is given
    const name = error instanceof Error ? error.name : 'unknown';
    return { ok: false, retryable: true, problem: `${channel.name}: a fault of its own (${name})` };
  }
}

function isLate({ clock, deadlineMs }: DeliverDeps): boolean {
  return deadlineMs !== undefined && clock.monotonicMs() >= deadlineMs;
}
