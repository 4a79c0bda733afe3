import { entryOfCode } from '../../base/lookup.ts';
import type { AlertChannel } from '../channel.ts';
import { accepted, broken, type Judgement, refused, tryLater } from '../judgement.ts';
import { judgeByStatus, type RobotAnswer, secondsIn, succeeded, THROTTLE_WAIT_MS, textOf } from './robot-answer.ts';
import { createRobotChannel, type RobotDeps, type RobotSettings } from './robot-channel.ts';
import { fitsSlack, plainInSlack, slackPayload } from './slack-message.ts';

export interface SlackSettings {
  readonly name?: string | undefined;
  /** `https://hooks.slack.com/services/…`: a secret as a whole. */
  readonly url: string;
}

/** Words of Slack's text body that concern one message: the next may be in order. */
const REFUSED: Readonly<Record<string, string>> = {
  invalid_payload: 'it did not take the form of the message; please report this to relaywatch',
  invalid_blocks: 'it did not take the form of the message; please report this to relaywatch',
  invalid_blocks_format: 'it did not take the form of the message; please report this to relaywatch',
  invalid_attachments: 'it did not take the form of the message; please report this to relaywatch',
  msg_blocks_too_long: 'the message was too long for it; please report this to relaywatch',
  msg_too_long: 'the message was too long for it; please report this to relaywatch',
  no_text: 'it found no text in the message; please report this to relaywatch',
  too_many_attachments: 'it found too many attachments; please report this to relaywatch',
};

/** And those that concern the webhook, with what a human has to do. */
const BROKEN: Readonly<Record<string, string>> = {
  action_prohibited: 'an administrator restricts posting there',
  invalid_token: 'its address is not valid any more; make a new webhook',
  no_active_hooks: 'the webhook was disabled; make a new one',
  no_service: 'the webhook was removed or disabled; make a new one',
  no_service_id: 'its address is not complete; copy it anew',
  no_team: 'its workspace is not known; copy the address anew',
  team_disabled: 'its workspace was disabled',
  channel_not_found: 'its channel was deleted; make a webhook for another',
  channel_is_archived: 'its channel is archived; make a webhook for another',
  user_not_found: 'its user does not exist any more; make a new webhook',
  posting_to_general_channel_denied: 'it may not post to the general channel; choose another',
};

/**
 * Posts to a Slack incoming webhook, in Block Kit.
 * Source: Slack's documentation of incoming webhooks, rate limits and blocks, as gathered in alerting-backends §4.
 */
export function createSlackChannel(settings: SlackSettings, deps: RobotDeps): AlertChannel {
  const robot: RobotSettings = { name: settings.name, url: settings.url };
  return createRobotChannel(
    {
      type: 'slack',
      title: 'Slack',
      budget: { perMinute: 60, perSecond: 1 },
      escape: plainInSlack,
      write: slackPayload,
      fits: fitsSlack,
      seal: (url, payload) => ({ url, body: JSON.stringify(payload) }),
      judge: judgeSlack,
    },
    robot,
    deps,
  );
}

/** Success is the word `ok`; a failure is another word, in the text or in the `error` of an object. */
export function judgeSlack(answer: RobotAnswer): Judgement {
  const { json, text, status, retryAfterMs } = answer;
  const word = (json === null ? text : textOf(json, 'error')).trim();
  if (succeeded(answer) && word === 'ok') return accepted;
  if (status === 429 || word === 'rate_limited') {
    const wish = retryAfterMs ?? secondsIn(json, 'retry_after') ?? THROTTLE_WAIT_MS;
    return tryLater('gets more than one message a second', wish);
  }
  const said = `answered ${word} (HTTP ${status})`;
  const refusal = entryOfCode(REFUSED, word);
  if (refusal !== undefined) return refused(`${said}: ${refusal}`);
  const breakage = entryOfCode(BROKEN, word);
  if (breakage !== undefined) return broken(`${said}: ${breakage}`);
  return judgeByStatus(answer, 'Slack');
}
