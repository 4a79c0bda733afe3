import type { CheckResult } from '../../base/check-result.ts';
import type { Notification } from '../../monitor/notification.ts';
import type { AlertChannel } from '../channel.ts';
import { askReceiver, type ChannelDeps, channelTo, labelOf } from '../http-channel.ts';
import { type Judgement, sendResultOf } from '../judgement.ts';
import { loginProblem, wantsLogin } from '../status-judgement.ts';
import { wordsOf } from '../words.ts';
import { judgeAnswer } from './answer.ts';
import { webhookBody } from './message.ts';
import { readWebhookTarget, type WebhookTarget } from './target.ts';

export interface WebhookSettings {
  /** A secret as a whole. */
  readonly url: string;
  /** `whsec_` and base64; without it, messages are not signed. */
  readonly secret?: string;
  /** Tells several webhooks apart in problems and logs. */
  readonly name?: string;
}

/** Receivers are the operator's own machines; this only keeps a mistake of ours from flooding them. */
const PER_MINUTE = 600;

/**
 * Posts each message as a Standard Webhook, signed when there is a secret. The `webhook-id` is the notification's, the
 * same on every try, so that a receiver can drop repeats.
 *
 * `check` sends a HEAD request to the host's root, not to the webhook: some receivers take any request to their address
 * for a message. So it finds out whether the host answers, and not whether path or secret are right.
 * Source: Standard Webhooks 1.0.0.
 */
export function createWebhookChannel(settings: WebhookSettings, deps: ChannelDeps): AlertChannel {
  const target = readWebhookTarget(settings.url, settings.secret);
  const { name = 'webhook' } = settings;
  const label = labelOf('the webhook', settings.name);
  const facts = { name, type: 'webhook', label, perMinute: PER_MINUTE, takesUpdates: false, target };
  return channelTo(facts, deps.log, {
    async send(receiver, notification, signal) {
      const judgement = await post(notification, receiver, deps, signal);
      return sendResultOf(judgement, `${label} at ${receiver.host}`, notification.id);
    },
    check: (receiver) => checkHost(receiver, `${label} at ${receiver.host}`, deps),
  });
}

/** The timestamp is the attempt's, so that a late retry is not refused as a replay. */
async function post(
  notification: Notification,
  target: WebhookTarget,
  deps: ChannelDeps,
  giveUp: AbortSignal | undefined,
): Promise<Judgement> {
  const { id } = notification;
  const body = webhookBody(notification, wordsOf(notification, deps));
  const at = deps.clock.nowUtc();
  const signature = target.sign(id, at.toJSDate(), body);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.toSeconds())),
    ...(signature === null ? {} : { 'webhook-signature': signature }),
  };
  return judgeAnswer(await askReceiver({ url: target.url, method: 'POST', headers, body }, 'opening', deps, giveUp));
}

async function checkHost(target: WebhookTarget, place: string, deps: ChannelDeps): Promise<CheckResult> {
  const answer = await askReceiver({ url: target.origin, method: 'HEAD' }, 'opening', deps);
  if (answer.kind === 'unreachable') return { ok: false, problem: `${place} ${answer.problem}` };
  if (wantsLogin(answer.status)) return { ok: false, problem: `${place} ${loginProblem(answer.status)}` };
  return { ok: true, detail: `${target.host} answers (HTTP ${answer.status} to HEAD /); no message was sent` };
}
