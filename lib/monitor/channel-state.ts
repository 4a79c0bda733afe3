import { parseUtc, type UtcDateTime } from '../base/time.ts';
import type { SendResult } from './send-result.ts';

/** What the vendor allows, as its documentation says. */
export interface ChannelBudget {
  readonly perMinute: number;
  /** Absent: only the minute counts. */
  readonly perSecond?: number;
}

/** What is known of a channel from sweep to sweep. Plain data. */
export interface ChannelState {
  readonly channel: string;
  /** ISO 8601, UTC, of the last minute: the budget counts these. */
  readonly sentAt: readonly string[];
  /** Nothing is sent before this. */
  readonly notBefore: string | null;
  readonly failuresInARow: number;
  /** Messages that it refused since it last accepted one. */
  readonly refusalsInARow: number;
  /** Since when it needs a human; null while it works. */
  readonly brokenSince: string | null;
  /** If it works again: since when it last needed one; null if it never did. */
  readonly wasBrokenSince: string | null;
  /** Why it did not accept the last message, without secrets; null when it did. */
  readonly problem: string | null;
  /** The last sweep that tried anything got no further than one message, so the next starts with another. */
  readonly stuck: boolean;
}

const MINUTE_SECONDS = 60;
/** No page waits longer than this, whatever a channel asks for and whatever a clock that was ahead has written. */
const LONGEST_WAIT_SECONDS = 3_600;
/** A channel that needs a human is tried again after this long, not in every sweep. */
export const BROKEN_RETRY_SECONDS = 300;
/** A single refusal may be the message's fault. */
const REFUSALS_OF_A_BROKEN_CHANNEL = 2;

/** The state of a channel, or a fresh one where nothing is known of it. States of an older relaywatch lack parts. */
export function channelStateOf(
  { channels }: { readonly channels: readonly ChannelState[] },
  channel: string,
): ChannelState {
  const fresh: ChannelState = {
    channel,
    sentAt: [],
    notBefore: null,
    failuresInARow: 0,
    refusalsInARow: 0,
    brokenSince: null,
    wasBrokenSince: null,
    problem: null,
    stuck: false,
  };
  return { ...fresh, ...channels.find((one) => one.channel === channel) };
}

/** The time before which nothing is sent, at most an hour from now; null when sending is allowed. */
export function waitingUntil({ notBefore }: ChannelState, now: UtcDateTime): string | null {
  const end = notBefore === null ? null : parseUtc(notBefore);
  if (end === null || end <= now) return null;
  const latest = now.plus({ seconds: LONGEST_WAIT_SECONDS });
  return (end < latest ? end : latest).toISO();
}

/** The state after `tries` attempts at one message or digest. @param isNews whether a refusal says anything about the channel */
export function afterTry(
  state: ChannelState,
  result: SendResult,
  tries: number,
  now: UtcDateTime,
  isNews = true,
): ChannelState {
  const sentAt = [...recent(state.sentAt, now), ...new Array<string>(tries).fill(now.toISO())];
  if (result.ok) {
    const wasBrokenSince = state.brokenSince ?? state.wasBrokenSince;
    return { ...channelStateOf({ channels: [] }, state.channel), sentAt, wasBrokenSince };
  }
  const refusalsInARow = state.refusalsInARow + (isClearNo(result) && isNews ? 1 : 0);
  const broken = result.broken === true || (isClearNo(result) && refusalsInARow >= REFUSALS_OF_A_BROKEN_CHANNEL);
  const seconds = waitSeconds(result, broken);
  return {
    ...state,
    sentAt,
    notBefore: seconds > 0 ? now.plus({ seconds }).toISO() : state.notBefore,
    failuresInARow: state.failuresInARow + 1,
    refusalsInARow,
    brokenSince: broken ? (state.brokenSince ?? now.toISO()) : state.brokenSince,
    problem: result.problem,
  };
}

/** The channel refused this very message: nobody heard it, and nobody will. */
export function isClearNo(result: SendResult): boolean {
  return !result.ok && !result.retryable;
}

/** Whether the channel asked us to wait, which then applies to everything else for it. */
export function isTold(result: SendResult): boolean {
  return !result.ok && result.retryAfterMs !== undefined && !Number.isNaN(result.retryAfterMs);
}

function waitSeconds(result: SendResult & { readonly ok: false }, broken: boolean): number {
  const told = isTold(result) ? Math.min((result.retryAfterMs ?? 0) / 1_000, LONGEST_WAIT_SECONDS) : 0;
  return Math.max(told, broken ? BROKEN_RETRY_SECONDS : 0);
}

/** How many more attempts the budget allows in this minute. */
export function roomOf({ perMinute }: ChannelBudget, { sentAt }: ChannelState, now: UtcDateTime): number {
  return perMinute - recent(sentAt, now).length;
}

function recent(sentAt: readonly string[], now: UtcDateTime): string[] {
  const from = now.minus({ seconds: MINUTE_SECONDS }).toISO();
  // after the clock went back, some times lie ahead of now; they are not worth waiting for
  return sentAt.filter((at) => at > from && at <= now.toISO());
}
