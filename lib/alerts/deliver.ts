import type { Log } from '../log.ts';
import type { Notification } from '../monitor/notification.ts';
import type { Clock, Random, UtcDateTime } from '../time.ts';
import type { AlertChannel, SendResult } from './channel.ts';
import {
  accepted,
  type ChannelState,
  channelStateOf,
  type Outbox,
  type Pending,
  refused,
  withChannelState,
} from './outbox.ts';

export interface DeliverDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** On the clock's monotonic time: no new try after this. */
  readonly deadlineMs?: number;
}

/** What became of one channel's queue. */
export interface Delivery {
  readonly channel: string;
  readonly type: string;
  readonly sent: number;
  readonly failed: number;
  readonly left: number;
  readonly problem: string | null;
  readonly broken: boolean;
}

export interface Delivered {
  readonly outbox: Outbox;
  readonly deliveries: readonly Delivery[];
}

const MINUTE_SECONDS = 60;
/** Tries of one message in one sweep; then it waits for the next. */
const TRIES_A_SWEEP = 2;
const SHORT_WAIT_MS = 1_000;
/** A wait that ends further ahead than any channel asks for was written by a clock that has gone back. */
const LONGEST_WAIT_SECONDS = 3_600;
/** A channel that needs a human is tried again at this distance, not every sweep. */
const BROKEN_RETRY_SECONDS = 300;

/**
 * Sends what waits, channel by channel side by side, each in order and within its budget. Gives the outbox as it is then;
 * whatever was not accepted is still in it.
 */
export async function deliver(
  outbox: Outbox,
  channels: readonly AlertChannel[],
  deps: DeliverDeps,
): Promise<Delivered> {
  const outcomes = await Promise.all(channels.map((channel) => deliverTo(channel, outbox, deps)));
  // each channel changed only what is its own
  return {
    outbox: {
      pending: outbox.pending.flatMap((one) => {
        const outcome = outcomes.find(({ delivery }) => delivery.channel === one.channel);
        if (!outcome) return [one];
        return outcome.outbox.pending.filter(
          (other) => other.channel === one.channel && other.notification.id === one.notification.id,
        );
      }),
      receipts: [
        ...outbox.receipts.filter(({ channel }) => !channels.some(({ name }) => name === channel)),
        ...outcomes.flatMap(({ outbox: own, delivery }) =>
          own.receipts.filter(({ channel }) => channel === delivery.channel),
        ),
      ],
      channels: outcomes.map(({ outbox: own, delivery }) => channelStateOf(own, delivery.channel)),
    },
    deliveries: outcomes.map(({ delivery }) => delivery),
  };
}

/** What two rounds of one sweep came to, channel by channel. */
export function mergeDeliveries(first: readonly Delivery[], second: readonly Delivery[]): Delivery[] {
  return second.map((later) => {
    const before = first.find(({ channel }) => channel === later.channel);
    if (!before) return later;
    const { sent, failed, problem } = before;
    return { ...later, sent: later.sent + sent, failed: later.failed + failed, problem: later.problem ?? problem };
  });
}

interface Outcome {
  readonly outbox: Outbox;
  readonly delivery: Delivery;
}

async function deliverTo(channel: AlertChannel, before: Outbox, deps: DeliverDeps): Promise<Outcome> {
  const { clock, log } = deps;
  let outbox = before;
  let sent = 0;
  let failed = 0;
  let problem: string | null = null;
  let state = channelStateOf(outbox, channel.name);
  for (;;) {
    const waiting = outbox.pending.filter((one) => one.channel === channel.name);
    const batch = nextBatch(channel, waiting, state, clock.nowUtc());
    if (batch.length === 0 || isLate(deps)) break;
    const ids = new Set(batch.map(({ notification }) => notification.id));
    const room = roomOf(channel, state, clock.nowUtc());
    const messages = batch.map(({ notification }) => notification);
    const { result, tries } = await sendWithRetry(channel, messages, room, deps);
    const now = clock.nowUtc();
    state = afterTry(state, result, tries, now);
    if (result.ok) {
      outbox = accepted(outbox, ids, channel.name, result.receipt, now);
      sent += batch.length;
      log.info('alert_sent', { channel: channel.name, messages: [...ids], receipt: result.receipt });
    } else {
      failed += batch.length;
      problem = result.problem;
      const forGood = !result.retryable && !result.broken;
      outbox = refused(outbox, ids, channel.name, result.retryable, forGood);
      log.error('alert_not_sent', {
        channel: channel.name,
        messages: [...ids],
        problem: result.problem,
        retryable: result.retryable,
      });
      if (!forGood) break;
    }
    if (channel.budget.perSecond !== undefined && !isLate(deps))
      await clock.sleep(Math.ceil(SHORT_WAIT_MS / channel.budget.perSecond));
  }
  outbox = withChannelState(outbox, state);
  const left = outbox.pending.filter((one) => one.channel === channel.name).length;
  return {
    outbox,
    delivery: {
      channel: channel.name,
      type: channel.type,
      sent,
      failed,
      left,
      problem,
      broken: state.brokenSince !== null,
    },
  };
}

/** The next message, or, where the budget is nearly used up and more waits, all of them as one; none when there is no room. */
function nextBatch(
  channel: AlertChannel,
  waiting: readonly Pending[],
  state: ChannelState,
  now: UtcDateTime,
): readonly Pending[] {
  const [first] = waiting;
  if (!first || mustWait(state, now)) return [];
  const room = roomOf(channel, state, now);
  if (room <= 0) return [];
  // the last place is kept for all that is left
  if (room === 1 && waiting.length > 1 && channel.sendDigest) return waiting;
  return [first];
}

async function sendWithRetry(
  channel: AlertChannel,
  messages: readonly Notification[],
  room: number,
  deps: DeliverDeps,
): Promise<{ result: SendResult; tries: number }> {
  const { clock, random } = deps;
  for (let tries = 1; ; tries++) {
    const result = await sendOnce(channel, messages);
    const again =
      !result.ok &&
      result.retryable &&
      result.retryAfterMs === undefined &&
      tries < Math.min(TRIES_A_SWEEP, room) &&
      !isLate(deps);
    if (!again) return { result, tries };
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
    // a channel promised not to throw; its message may quote anything, so only the name is told
    const name = error instanceof Error ? error.name : 'unknown';
    return { ok: false, retryable: true, problem: `${channel.name}: a fault of its own (${name})` };
  }
}

function afterTry(state: ChannelState, result: SendResult, tries: number, now: UtcDateTime): ChannelState {
  const sentAt = [...recent(state.sentAt, now), ...new Array<string>(tries).fill(now.toISO())];
  if (result.ok) return { ...state, sentAt, notBefore: null, failuresInARow: 0, brokenSince: null };
  const waitSeconds =
    result.retryAfterMs !== undefined ? result.retryAfterMs / 1_000 : result.broken ? BROKEN_RETRY_SECONDS : 0;
  return {
    ...state,
    sentAt,
    notBefore: waitSeconds > 0 ? now.plus({ seconds: waitSeconds }).toISO() : null,
    failuresInARow: state.failuresInARow + 1,
    brokenSince: result.broken ? (state.brokenSince ?? now.toISO()) : state.brokenSince,
  };
}

function mustWait({ notBefore }: ChannelState, now: UtcDateTime): boolean {
  return (
    notBefore !== null && now.toISO() < notBefore && notBefore <= now.plus({ seconds: LONGEST_WAIT_SECONDS }).toISO()
  );
}

/** Tries that the budget still allows in this minute. */
function roomOf({ budget }: AlertChannel, { sentAt }: ChannelState, now: UtcDateTime): number {
  return budget.perMinute - recent(sentAt, now).length;
}

function recent(sentAt: readonly string[], now: UtcDateTime): string[] {
  const from = now.minus({ seconds: MINUTE_SECONDS }).toISO();
  // a clock that went back leaves times ahead of now, which are no reason to wait for it
  return sentAt.filter((at) => at > from && at <= now.toISO());
}

function isLate({ clock, deadlineMs }: DeliverDeps): boolean {
  return deadlineMs !== undefined && clock.monotonicMs() >= deadlineMs;
}
