import { createHmac } from 'node:crypto';
import type { AlertChannel } from '../channel.ts';
import { type DingTalkSettings, judgeDingTalk } from './dingtalk-answer.ts';
import { createRobotChannel, type RobotDeps, type RobotMessage } from './robot-channel.ts';
import { escapeByLookAlikes, jsonBytes, MOOD_MARKS, markdownBody, withKeyword } from './robot-markdown.ts';

/** Source: community measurement, alerting-backends §5. */
const BODY_BYTES = 20_000;
const LINE_BREAK = '\n\n';

/**
 * Posts to a DingTalk custom robot, in Markdown, signed when there is a secret.
 * Source: DingTalk's documentation of custom robots by way of alerting-backends §5.
 */
export function createDingTalkChannel(settings: DingTalkSettings, deps: RobotDeps): AlertChannel {
  return createRobotChannel(
    {
      type: 'dingtalk',
      title: 'DingTalk',
      budget: { perMinute: 20 },
      escape: escapeByLookAlikes,
      write: (message) => payloadOf(message, settings),
      fits: (payload) => jsonBytes(payload) <= BODY_BYTES,
      seal: (url, payload, at) => ({
        url: settings.secret === undefined ? url : signedUrl(url, settings.secret, at.toMillis()),
        body: JSON.stringify(payload),
      }),
      judge: (answer) => judgeDingTalk(answer, settings),
    },
    settings,
    deps,
  );
}

/**
 * The address with `timestamp` (milliseconds) and `sign`: HMAC-SHA256 with the secret as key over
 * `timestamp`, line break, `secret`, in base64.
 */
export function signedUrl(url: string, secret: string, atMs: number): string {
  const signed = new URL(url);
  const sign = createHmac('sha256', secret).update(`${atMs}\n${secret}`).digest('base64');
  signed.searchParams.set('timestamp', String(atMs));
  signed.searchParams.set('sign', sign);
  return signed.href;
}

function payloadOf(message: RobotMessage, { keyword, mobiles = [] }: DingTalkSettings): object {
  const called = message.pages ? mobiles : [];
  const heading = `### ${MOOD_MARKS[message.mood]} ${escapeByLookAlikes(message.title)}`;
  const body = markdownBody(message, escapeByLookAlikes, LINE_BREAK);
  const mentions = called.map((mobile) => `@${mobile}`).join(' '); // only a number that stands in the text is highlighted
  const text = [heading, body, mentions].filter((part) => part !== '').join(LINE_BREAK);
  return {
    msgtype: 'markdown',
    markdown: { title: message.title, text: withKeyword(text, keyword, LINE_BREAK) },
    at: { atMobiles: called, isAtAll: false },
  };
}
