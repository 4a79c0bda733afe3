import { createHmac } from 'node:crypto';
import type { AlertChannel } from '../channel.ts';
import { linksIn } from '../text/body.ts';
import { judgeFeishu } from './feishu-answer.ts';
import {
  createRobotChannel,
  type Mood,
  type RobotDeps,
  type RobotMessage,
  type RobotSettings,
} from './robot-channel.ts';
import { jsonBytes, markdownBody, withKeyword } from './robot-markdown.ts';

export interface FeishuSettings extends RobotSettings {
  /** A word that the robot demands in every message. */
  readonly keyword?: string | undefined;
}

/** 20 KB, less what the signature adds. */
const BODY_BYTES = 19_800;

const COLOURS: Readonly<Record<Mood, string>> = { critical: 'red', warning: 'orange', info: 'blue', good: 'green' };

/**
 * Posts a card to a Feishu or Lark custom bot, signed when there is a secret.
 * Source: Feishu open platform, "Use bots in groups" and card schema 2.0, as gathered in alerting-backends §6.
 */
export function createFeishuChannel(settings: FeishuSettings, deps: RobotDeps): AlertChannel {
  return createRobotChannel(
    {
      type: 'feishu',
      title: 'Feishu',
      budget: { perMinute: 100, perSecond: 5 },
      escape: escapeForFeishu,
      write: (message) => cardOf(message, settings),
      fits: (payload) => jsonBytes(payload) <= BODY_BYTES,
      seal: (url, payload, at) => {
        const seconds = Math.floor(at.toSeconds());
        const signature = settings.secret === undefined ? {} : signatureOf(settings.secret, seconds);
        return { url, body: JSON.stringify({ ...signature, ...payload }) };
      },
      judge: (answer) => judgeFeishu(answer, settings),
    },
    settings,
    deps,
  );
}

/**
 * Not DingTalk's way: seconds, and HMAC-SHA256 with `timestamp`, line break, `secret` as key over nothing. Both stand in
 * the body, the timestamp as text.
 */
export function signatureOf(secret: string, seconds: number): { readonly timestamp: string; readonly sign: string } {
  const sign = createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64');
  return { timestamp: String(seconds), sign };
}

/**
 * As numeric entities, which card Markdown shows as plain characters, so that no name becomes a mention, a link, a picture or
 * an emoji (`:OK:`). Only characters that could do so, since entities take room.
 */
export function escapeForFeishu(text: string): string {
  return text
    .replace(/[&<*`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('](', ']&#40;')
    .replace(/(?<![&\d]):(?=\w+:)/g, '&#58;');
}

function cardOf(message: RobotMessage, { keyword }: FeishuSettings): object {
  const { title, body, words, mood } = message;
  // links are buttons here
  const text = markdownBody({ ...message, body: { ...body, link: null, links: [] } }, escapeForFeishu, '\n');
  const content = title.includes(keyword ?? '') ? text : withKeyword(text, keyword, '\n');
  return {
    msg_type: 'interactive',
    card: {
      schema: '2.0',
      header: { title: { tag: 'plain_text', content: title }, template: COLOURS[mood] },
      body: {
        elements: [
          ...(content === '' ? [] : [{ tag: 'markdown', content }]),
          ...linksIn(body, words).map(({ label, url }) => button(label, url)),
        ],
      },
    },
  };
}

function button(label: string, url: string): object {
  return {
    tag: 'button',
    text: { tag: 'plain_text', content: label },
    type: 'default',
    behaviors: [{ type: 'open_url', default_url: url }],
  };
}
