import type { AlertChannel } from '../channel.ts';
import {
  createRobotChannel,
  type Mood,
  type RobotDeps,
  type RobotMessage,
  type RobotSettings,
} from './robot-channel.ts';
import { escapeByLookAlikes, markdownBody } from './robot-markdown.ts';
import { judgeWeCom } from './wecom-answer.ts';

export interface WeComSettings {
  readonly name?: string | undefined;
  /** `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`: a secret as a whole, and the only one. */
  readonly url: string;
}

/** UTF-8 bytes of `markdown.content`. Source: WeCom's documentation of group robots. */
const CONTENT_BYTES = 4_096;

/** The only three colours: orange, grey and green. */
const COLOURS: Readonly<Record<Mood, string>> = {
  critical: 'warning',
  warning: 'warning',
  info: 'comment',
  good: 'info',
};

/**
 * Posts to a WeCom group robot, in Markdown.
 * Source: WeCom's documentation of group robots, as gathered in alerting-backends §7.
 */
export function createWeComChannel(settings: WeComSettings, deps: RobotDeps): AlertChannel {
  const robot: RobotSettings = { name: settings.name, url: settings.url };
  return createRobotChannel(
    {
      type: 'wecom',
      title: 'WeCom',
      budget: { perMinute: 20 },
      escape: escapeByLookAlikes,
      write: payloadOf,
      fits: (payload) => Buffer.byteLength((payload as WeComPayload).markdown.content) <= CONTENT_BYTES,
      seal: (url, payload) => ({ url, body: JSON.stringify(payload) }),
      judge: (answer) => judgeWeCom(answer, robot),
    },
    robot,
    deps,
  );
}

interface WeComPayload {
  readonly msgtype: 'markdown';
  readonly markdown: { readonly content: string };
}

function payloadOf(message: RobotMessage): WeComPayload {
  const heading = `**<font color="${COLOURS[message.mood]}">${escapeByLookAlikes(message.title)}</font>**`;
  const body = markdownBody(message, escapeByLookAlikes, '\n');
  return { msgtype: 'markdown', markdown: { content: body === '' ? heading : `${heading}\n${body}` } };
}
