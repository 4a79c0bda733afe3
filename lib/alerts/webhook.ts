import type { CheckResult } from '../check-result.ts';
import { type Backoff, fullJitterMs } from '../http/backoff.ts';
import { networkFailure } from '../http/network-failure.ts';
import type { Log } from '../log.ts';
import type { Notification } from '../monitor/notification.ts';
import type { Clock, Random } from '../time.ts';
import type { AlertChannel, SendResult } from './channel.ts';
import { judgeAnswer, type WebhookAnswer } from './webhook-answer.ts';
import { webhookBody, webhookId } from './webhook-message.ts';
import { readWebhookTarget, type WebhookTarget } from './webhook-target.ts';

export interface WebhookSettings {
  /** A secret as a whole. */
  readonly url: string;
  /** `whsec_` and base64; without it, messages are not signed. */
  readonly secret?: string;
  /** Tells several webhooks apart in problems and logs. */
  readonly name?: string;
}

export interface WebhookDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly fetch?: typeof fetch;
  /** Default: 10 seconds. */
  readonly attemptTimeoutMs?: number;
}

const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 10_000;
/** A receiver that wants a longer pause gets it: the message stays in the outbox until the next sweep. */
const LONGEST_WAIT_MS = 10_000;
const BACKOFF: Backoff = { baseMs: 1_000, capMs: 5_000 };

/**
 * Posts each message as a Standard Webhook, signed when there is a secret, up to three times within the send.
 *
 * `check` sends a HEAD request to the host's root, not to the webhook: some receivers take any request to their address
 * for a message. So it finds out whether the host answers, and not whether path or secret are right.
 * Source: Standard Webhooks 1.0.0.
 */
export function createWebhookChannel(settings: WebhookSettings, deps: WebhookDeps): AlertChannel {
  const target = readWebhookTarget(settings.url, settings.secret);
  const label = settings.name === undefined ? 'the webhook' : `the webhook ${JSON.stringify(settings.name)}`;
  return {
    type: 'webhook',
    async send(notification): Promise<SendResult> {
      if (typeof target === 'string') return { ok: false, problem: problemOf(label, null, target), retryable: false };
      return sendPatiently(notification, target, label, deps);
    },
    async check(): Promise<CheckResult> {
      if (typeof target === 'string') return { ok: false, problem: problemOf(label, null, target) };
      return checkHost(target, label, deps);
    },
  };
}

async function sendPatiently(
  notification: Notification,
  target: WebhookTarget,
  label: string,
  deps: WebhookDeps,
): Promise<SendResult> {
  const id = webhookId(notification.dedupKey);
  const body = webhookBody(notification);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(id, body, target, deps);
    if (answer.kind === 'accepted') return { ok: true, receipt: id };
    const problem = problemOf(label, target.host, answer.problem);
    if (answer.kind === 'refused') return { ok: false, problem, retryable: false };
    if (attempt >= ATTEMPTS || answer.afterMs > LONGEST_WAIT_MS) return { ok: false, problem, retryable: true };
    const waitMs = Math.max(answer.afterMs, fullJitterMs(attempt, BACKOFF, deps.random));
    deps.log.warn('webhook_attempt_failed', { host: target.host, attempt, problem: answer.problem, waitMs });
    await deps.clock.sleep(waitMs);
  }
}

/** One attempt. The timestamp is the attempt's, so that a late retry is not refused as a replay. */
async function post(id: string, body: string, target: WebhookTarget, deps: WebhookDeps): Promise<WebhookAnswer> {
  const at = deps.clock.nowUtc();
  const signature = target.sign(id, at.toJSDate(), body);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.toSeconds())),
    ...(signature === null ? {} : { 'webhook-signature': signature }),
  };
  try {
    const response = await call(target.url, { method: 'POST', headers, body }, deps);
    return judgeAnswer(response.status, response.headers.get('retry-after'), deps.clock.nowUtc().toMillis());
  } catch (error) {
    return { kind: 'try-later', problem: `could not be reached: ${networkFailure(error)}`, afterMs: 0 };
  }
}

async function checkHost(target: WebhookTarget, label: string, deps: WebhookDeps): Promise<CheckResult> {
  try {
    const { status } = await call(target.origin, { method: 'HEAD' }, deps);
    return { ok: true, detail: `${target.host} answers (HTTP ${status} to HEAD /); no message was sent` };
  } catch (error) {
    return { ok: false, problem: problemOf(label, target.host, `could not be reached: ${networkFailure(error)}`) };
  }
}

/** A call with a deadline. Its answer's body is dropped: it means nothing here, and unread it would hold the socket. */
async function call(url: string, init: RequestInit, deps: WebhookDeps): Promise<Response> {
  const signal = AbortSignal.timeout(deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS);
  const response = await (deps.fetch ?? fetch)(url, { ...init, redirect: 'manual', signal });
  await response.body?.cancel().catch(() => undefined);
  return response;
}

function problemOf(label: string, host: string | null, what: string): string {
  return host === null ? `${label}: ${what}` : `${label} at ${host} ${what}`;
}
