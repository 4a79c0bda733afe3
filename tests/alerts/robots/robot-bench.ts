import type { AlertChannel } from '../../../lib/alerts/channel.ts';
import { createDingTalkChannel } from '../../../lib/alerts/robots/dingtalk.ts';
import { createFeishuChannel } from '../../../lib/alerts/robots/feishu.ts';
import { type RobotAnswer, readAnswer } from '../../../lib/alerts/robots/robot-answer.ts';
import type { RobotDeps, RobotSettings } from '../../../lib/alerts/robots/robot-channel.ts';
import { createSlackChannel } from '../../../lib/alerts/robots/slack.ts';
import { createWeComChannel } from '../../../lib/alerts/robots/wecom.ts';
import type { Log, LogFacts } from '../../../lib/base/log.ts';
import type { Call } from '../../../lib/http/call.ts';
import { startDingTalkStandIn } from '../../../stand-ins/robots/dingtalk.ts';
import { startFeishuStandIn } from '../../../stand-ins/robots/feishu.ts';
import type { RobotServerOptions, RobotStandIn } from '../../../stand-ins/robots/robot.ts';
import { startSlackStandIn } from '../../../stand-ins/robots/slack.ts';
import { startWeComStandIn } from '../../../stand-ins/robots/wecom.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { viaFetch } from '../../support/via-fetch.ts';
import { CANARY, START } from '../channel-contract.ts';

export type Create = (settings: RobotSettings, deps: RobotDeps) => AlertChannel;

/** One vendor: our channel, and the stand-in whose address and secret hold the canary. */
export interface Vendor {
  readonly type: string;
  readonly create: Create;
  readonly secret?: string;
  start(options?: RobotServerOptions): Promise<RobotStandIn>;
}

const SECRET = `SEC-${CANARY}`;
const TOKEN = `${CANARY}-token`;

export const VENDORS: readonly Vendor[] = [
  {
    type: 'slack',
    create: createSlackChannel,
    start: (options) => startSlackStandIn({ ...options, address: `/services/T000/B000/${TOKEN}` }),
  },
  {
    type: 'dingtalk',
    create: createDingTalkChannel,
    secret: SECRET,
    start: (options) => startDingTalkStandIn({ ...options, accessToken: TOKEN, secret: SECRET }),
  },
  {
    type: 'feishu',
    create: createFeishuChannel,
    secret: SECRET,
    start: (options) => startFeishuStandIn({ ...options, hook: TOKEN, secret: SECRET }),
  },
  { type: 'wecom', create: createWeComChannel, start: (options) => startWeComStandIn({ ...options, key: TOKEN }) },
];

/** A robot's answer, as it is read. A body that is no text is JSON. */
export function robotAnswer(
  status: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): RobotAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readAnswer({ status, text, headers: new Headers(headers) }, Date.parse(START));
}

/** A clock for a stand-in on which each message comes four seconds after the one before. */
export function secondsApart(): () => number {
  let nowMs = Date.parse(START);
  return () => {
    nowMs += 4_000;
    return nowMs;
  };
}

export interface Logged {
  readonly log: Log;
  readonly lines: { event: string; facts: LogFacts | undefined }[];
}

export function aLog(): Logged {
  const lines: Logged['lines'] = [];
  const note = (event: string, facts?: LogFacts) => void lines.push({ event, facts });
  return { log: { debug: note, info: note, warn: note, error: note }, lines };
}

export function robotDeps(overrides: Partial<RobotDeps> = {}): RobotDeps {
  return { clock: instantClock(START), log: aLog().log, language: 'en', attemptTimeoutMs: 5_000, ...overrides };
}

/** A call that keeps what is sent and answers as the vendor does when all is well. */
export function keepingCall(type: string): {
  readonly sent: { url: string; body: string }[];
  readonly call: Call;
} {
  const sent: { url: string; body: string }[] = [];
  const answer = type === 'slack' ? 'ok' : JSON.stringify({ errcode: 0, code: 0 });
  return {
    sent,
    call: viaFetch(async (url, init) => {
      sent.push({ url, body: String(init.body) });
      return new Response(answer);
    }),
  };
}
