import type { CheckResult } from '../base/check-result.ts';
import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { type Answer, ask, type NoAnswer } from '../http/ask.ts';
import { type BodyBounds, OPENING } from '../http/body.ts';
import type { Call, HttpRequest } from '../http/call.ts';
import type { Notification } from '../monitor/notification.ts';
import type { SendResult } from '../monitor/send-result.ts';
import type { AlertChannel } from './channel.ts';
import type { Language, TextTemplates } from './text/compose.ts';
import type { LinkSettings } from './text/links.ts';

/** What a channel that speaks HTTP is made with. */
export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  readonly language: Language;
  readonly templates?: TextTemplates;
  readonly links?: LinkSettings;
  readonly call?: Call;
  /** Of one call. Default: 10 seconds. */
  readonly attemptTimeoutMs?: number;
}

export const ATTEMPT_TIMEOUT_MS = 10_000;
/** The status was said already, so a body that breaks off or never ends is read as far as it came. */
const EVERYTHING: BodyBounds = { mostBytes: 1_000_000, longer: 'cut', broken: 'cut' };

/**
 * One call of a channel. Does not throw, whatever fails.
 * @param reads how much of the body; one that nobody needs could keep a sweep waiting
 */
export function askReceiver(
  request: HttpRequest,
  reads: 'opening' | 'everything',
  {
    clock,
    call,
    attemptTimeoutMs: timeoutMs = ATTEMPT_TIMEOUT_MS,
  }: Pick<ChannelDeps, 'clock' | 'call' | 'attemptTimeoutMs'>,
  giveUp?: AbortSignal,
): Promise<Answer | NoAnswer> {
  return ask(request, { clock, timeoutMs, giveUp, call, reads: reads === 'opening' ? OPENING : EVERYTHING });
}

/** `the webhook "night shift"`: how problems call a channel. */
export function labelOf(what: string, name: string | undefined): string {
  return name === undefined ? what : `${what} ${JSON.stringify(name)}`;
}

/**
 * A send that does not throw. What a template or a library throws may quote anything, so only its name is told; the
 * message is kept, since the next release or configuration may mend it.
 */
export async function guarded(label: string, log: Log, work: () => Promise<SendResult>): Promise<SendResult> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log.error('alert_channel_failed', { channel: label, error: name });
    return { ok: false, problem: `${label}: the message could not be made (${name})`, retryable: true };
  }
}

/** What is known of a channel from its settings. */
export interface ChannelFacts<Target> {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly perMinute: number;
  readonly takesUpdates: boolean;
  /** Where its messages go; or a sentence that says what is wrong with the settings. */
  readonly target: Target | string;
}

/** How a channel sends, and is checked, where its settings can be used. */
export interface ChannelWork<Target> {
  send(target: Target, notification: Notification, signal: AbortSignal | undefined): Promise<SendResult>;
  check(target: Target): Promise<CheckResult>;
}

/** A channel to one target. With settings that cannot be used it is broken, and says why whenever it is asked. */
export function channelTo<Target extends object>(
  { name, type, label, perMinute, takesUpdates, target }: ChannelFacts<Target>,
  log: Log,
  work: ChannelWork<Target>,
): AlertChannel {
  return {
    name,
    type,
    budget: { perMinute },
    takesUpdates,
    async send(notification, signal) {
      if (typeof target === 'string')
        return { ok: false, problem: `${label}: ${target}`, retryable: false, broken: true };
      return guarded(label, log, () => work.send(target, notification, signal));
    },
    async check() {
      if (typeof target === 'string') return { ok: false, problem: `${label}: ${target}` };
      return work.check(target);
    },
  };
}
