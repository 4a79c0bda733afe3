import { parseUtc, type UtcDateTime } from '../base/time.ts';
import {
  afterTry,
  BROKEN_RETRY_SECONDS,
  type ChannelState,
  channelStateOf,
  isClearNo,
  isTold,
  roomOf,
  waitingUntil,
} from '../monitor/channel-state.ts';
import type { Notification } from '../monitor/notification.ts';
import { messageKey, type Outbox, type Pending, type Receipt, receiptOf } from '../monitor/outbox.ts';
import type { SendResult } from '../monitor/send-result.ts';
import type { AlertChannel } from './channel.ts';

/** What this sweep has found out about a channel. */
export interface Run {
  /** Causes with a message that was not accepted: none of their other messages may overtake it. */
  readonly failedCauses: Set<string>;
  /** Messages that were refused: they are not tried twice in a sweep. */
  readonly refused: Set<string>;
  /** Messages in a row that were not accepted, and how many of them were refused. */
  inVain: number;
  noes: number;
  /** How many messages were tried, and whether any was accepted. */
  tried: number;
  took: boolean;
  /** Nothing more is tried in this sweep. */
  over: boolean;
}

/** By channel name; kept from one round of sending to the next. */
export type Runs = Map<string, Run>;

export function freshRun(): Run {
  return { failedCauses: new Set(), refused: new Set(), inVain: 0, noes: 0, tried: 0, took: false, over: false };
}

/** When this many different messages in a row are not accepted, the channel is down, and it is not the messages' fault. */
const IN_VAIN_WHEN_DOWN = 4;
const NOES_WHEN_BROKEN = 2;
/** A first message that has failed this often may be what holds up the others. */
const ATTEMPTS_OF_A_SUSPECT = 2;

/**
 * One channel's queue while a sweep delivers it: what comes next, and what became of it. Order is kept per cause, not per
 * channel, so that a message that is not accepted holds up its own cause and nothing else.
 */
export class Lane {
  readonly channel: AlertChannel;
  /** Messages that were accepted. */
  readonly taken: Notification[] = [];
  readonly run: Run;
  state: ChannelState;
  queue: readonly Pending[];
  readonly #receipts: Map<string, Receipt>;

  constructor(channel: AlertChannel, outbox: Outbox, run: Run, now: UtcDateTime) {
    const isOwn = (one: { readonly channel: string }) => one.channel === channel.name;
    this.channel = channel;
    this.run = run;
    this.queue = outbox.pending.filter(isOwn);
    this.#receipts = new Map(outbox.receipts.filter(isOwn).map((one) => [one.dedupKey, one]));
    const state = channelStateOf(outbox, channel.name);
    // from here on this clock counts, so the wait cannot get any longer
    this.state = { ...state, notBefore: waitingUntil(state, now) };
    if (this.state.notBefore !== null) run.over = true;
  }

  get receipts(): readonly Receipt[] {
    return [...this.#receipts.values()];
  }

  /** The next message, or several as one when the budget is nearly used up; empty when there is nothing more to send. */
  next(now: UtcDateTime): readonly Pending[] {
    const room = roomOf(this.channel.budget, this.state, now);
    if (this.run.over || room <= 0) return [];
    // the last place in the budget is for everything that is left
    const together = room === 1 && this.channel.sendDigest ? this.#fitForDigest() : [];
    if (together.length > 1) return together;
    const [first, ...others] = this.#ready(now);
    if (!first) return [];
    return [this.#isSuspect(first) ? leastTried([first, ...others]) : first];
  }

  /** How often to try the next message: twice only while nothing suggests that the channel is down. */
  mostTries(now: UtcDateTime): number {
    return Math.min(this.run.inVain === 0 ? 2 : 1, roomOf(this.channel.budget, this.state, now));
  }

  /** Notes what became of a message or digest, and after how many attempts. */
  settle(batch: readonly Pending[], result: SendResult, tries: number, now: UtcDateTime): void {
    // what was sent elsewhere is only tried again for its receiver's sake, and says nothing new about the channel
    const isNews = batch.some(({ refusedAt, takenBy }) => refusedAt === undefined || takenBy === undefined);
    this.state = afterTry(this.state, result, tries, now, isNews);
    this.run.tried += 1;
    if (result.ok) this.#accept(batch, result.receipt, now);
    else this.#keep(batch, result, now);
  }

  /** Leaves in queue and state what the next sweep has to know. */
  close(): void {
    const { tried, took } = this.run;
    const isBroken = this.state.brokenSince !== null;
    this.queue = this.queue.map((one) => {
      if (took && this.#failedHere(one)) return { ...one, alone: true };
      // if the channel is at fault, the message is not: it keeps its place
      const { refusedAt: _, ...waiting } = one;
      return isBroken && one.refusedAt !== undefined ? waiting : one;
    });
    if (tried > 0) this.state = { ...this.state, stuck: tried === 1 && !took && this.queue.length > 1 };
  }

  #ready(now: UtcDateTime): readonly Pending[] {
    const { failedCauses, refused } = this.run;
    const goesOn = new Set(this.queue.filter(({ refusedAt }) => refusedAt === undefined).map(causeOf));
    const seen = new Set(failedCauses);
    return this.queue.filter((one) => {
      const cause = causeOf(one);
      // a refused message holds nothing up, and gets its last chance before newer ones of its cause
      if (one.refusedAt !== undefined) return !refused.has(keyOf(one)) && (goesOn.has(cause) || isDue(one, now));
      if (seen.has(cause)) return false;
      seen.add(cause);
      return true;
    });
  }

  #fitForDigest(): readonly Pending[] {
    const { failedCauses } = this.run;
    return this.queue.filter(
      ({ notification, refusedAt, alone }) =>
        !alone && refusedAt === undefined && !failedCauses.has(notification.dedupKey),
    );
  }

  #isSuspect({ attempts }: Pending): boolean {
    const { inVain, tried } = this.run;
    return inVain > 0 || (tried === 0 && this.state.stuck && attempts >= ATTEMPTS_OF_A_SUSPECT);
  }

  #failedHere({ notification, attempts }: Pending): boolean {
    return attempts > 0 && this.run.failedCauses.has(notification.dedupKey);
  }

  #accept(batch: readonly Pending[], receipt: string, now: UtcDateTime): void {
    const done = new Set(batch.map(keyOf));
    for (const { notification } of batch) {
      this.#receipts.delete(notification.dedupKey);
      const owed = receiptOf(this.channel.name, notification, receipt, now);
      if (owed) this.#receipts.set(notification.dedupKey, owed);
      this.taken.push(notification);
    }
    const newer = new Set(batch.filter(({ notification }) => notification.kind !== 'update').map(causeOf));
    const end = this.queue.findLastIndex((one) => done.has(keyOf(one)));
    this.queue = this.queue.filter((one, at) => {
      if (done.has(keyOf(one))) return false;
      // earlier messages of the same cause that were refused are outdated
      return one.refusedAt === undefined || at > end || !newer.has(causeOf(one));
    });
    this.run.inVain = 0;
    this.run.noes = 0;
    this.run.took = true;
  }

  #keep(batch: readonly Pending[], result: SendResult & { readonly ok: false }, now: UtcDateTime): void {
    const clearNo = isClearNo(result);
    const failed = new Set(batch);
    const isDigest = batch.length > 1;
    this.queue = this.queue.map((one) => {
      if (!failed.has(one)) return one;
      const { problem } = result;
      // nobody knows which message of a digest was refused, so each is tried by itself
      if (clearNo && isDigest) return { ...one, alone: true, problem };
      const tried = { ...one, attempts: one.attempts + 1, maybeHeard: one.maybeHeard || result.retryable, problem };
      return clearNo ? { ...tried, refusedAt: now.toISO() } : tried;
    });
    for (const one of batch) {
      if (!clearNo) this.run.failedCauses.add(causeOf(one));
      else if (!isDigest) this.run.refused.add(keyOf(one));
    }
    this.run.inVain += 1;
    this.run.noes += clearNo || result.broken === true ? 1 : 0;
    this.run.over ||= isTold(result) || this.run.inVain >= IN_VAIN_WHEN_DOWN || this.run.noes >= NOES_WHEN_BROKEN;
  }
}

function causeOf({ notification }: Pending): string {
  return notification.dedupKey;
}

function keyOf({ notification }: Pending): string {
  return messageKey(notification);
}

/** A refused message that another channel accepted is not tried in every sweep. */
function isDue({ refusedAt, takenBy }: Pending, now: UtcDateTime): boolean {
  const at = refusedAt === undefined || takenBy === undefined ? null : parseUtc(refusedAt);
  return at === null || at > now || now.diff(at).as('seconds') >= BROKEN_RETRY_SECONDS;
}

function leastTried(ready: readonly [Pending, ...Pending[]]): Pending {
  return ready.reduce((least, one) => (one.attempts < least.attempts ? one : least));
}
