import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RobotReply, RobotRequest, RobotServerOptions, RobotStandIn } from './robot.ts';
import { isRecord, startRobotServer } from './robot-server.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface DingTalkStandInOptions extends RobotServerOptions {
  /** Default: `token`. */
  readonly accessToken?: string;
  /** Signatures are demanded when given. */
  readonly secret?: string;
  /** A word demanded in every message. */
  readonly keyword?: string;
  /** How a throttled call is answered. Default: 130101. */
  readonly throttleStyle?: 130101 | 410100 | 'firewall';
  /** The errcode of a broken robot. Default: 400102, stopped. */
  readonly brokenCode?: number;
}

const PER_MINUTE = 20;
const BLOCK_MS = 600_000;
const CLOCK_ERROR_MS = 3_600_000;
const BODY_BYTES = 20_000;

/**
 * A DingTalk custom robot: every refusal is HTTP 200 with an errcode; the 21st message in a minute blocks it for ten.
 * Source: alerting-backends §5.
 */
export function startDingTalkStandIn(options: DingTalkStandInOptions = {}): Promise<RobotStandIn> {
  const token = options.accessToken ?? 'token';
  const minute = new SlidingWindow(60_000);
  let blockedUntilMs = -Infinity;
  return startRobotServer(
    {
      address: `/robot/send?access_token=${encodeURIComponent(token)}`,
      answer(request) {
        if (request.nowMs < blockedUntilMs) return throttled(options);
        const problem = problemOf(request, token, options);
        if (problem !== null) return problem;
        if (!minute.admits(PER_MINUTE, request.nowMs)) {
          blockedUntilMs = request.nowMs + BLOCK_MS;
          return throttled(options);
        }
        return { status: 200, body: { errcode: 0, errmsg: 'ok' }, shown: true };
      },
      throttled: () => throttled(options),
      broken: () => refusal(options.brokenCode ?? 400102, 'robot is disabled'),
    },
    options,
  );
}

function refusal(errcode: number, errmsg: string): RobotReply {
  return { status: 200, body: { errcode, errmsg }, shown: false };
}

function throttled({ throttleStyle = 130101 }: DingTalkStandInOptions): RobotReply {
  if (throttleStyle === 'firewall') {
    return { status: 200, body: { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'u' }, shown: false };
  }
  return refusal(throttleStyle, 'send too fast, exceed 20 times per minute');
}

function problemOf(
  request: RobotRequest,
  token: string,
  { secret, keyword }: DingTalkStandInOptions,
): RobotReply | null {
  const given = request.url.searchParams.get('access_token');
  if (given === null) return refusal(40035, 'missing parameter access_token');
  if (given !== token) return refusal(300005, 'token is not exist');
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return refusal(43004, 'invalid Content-Type');
  }
  if (request.bytes > BODY_BYTES) return refusal(460101, 'message is too long');
  if (secret !== undefined && !isSigned(request, secret)) return refusal(310000, 'sign not match');
  if (!isMarkdown(request.body)) return refusal(40035, 'missing parameter markdown');
  if (keyword !== undefined && !request.rawBody.includes(keyword)) return refusal(310000, 'keywords not in content');
  return null;
}

function isSigned({ url, nowMs }: RobotRequest, secret: string): boolean {
  const timestamp = url.searchParams.get('timestamp') ?? '';
  if (!/^\d{13}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp)) > CLOCK_ERROR_MS) return false;
  const right = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest();
  const given = Buffer.from(url.searchParams.get('sign') ?? '', 'base64');
  return given.length === right.length && timingSafeEqual(given, right);
}

function isMarkdown(body: RobotRequest['body']): boolean {
  if (body?.msgtype !== 'markdown' || !isRecord(body.markdown)) return false;
  const { title, text } = body.markdown;
  return typeof title === 'string' && title !== '' && typeof text === 'string' && text !== '';
}
