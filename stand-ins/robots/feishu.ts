import { createHmac } from 'node:crypto';
import type { RobotReply, RobotRequest, RobotServerOptions, RobotStandIn } from './robot.ts';
import { isRecord, startRobotServer } from './robot-server.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface FeishuStandInOptions extends RobotServerOptions {
  /** The last part of the address. Default: `hook`. */
  readonly hook?: string;
  /** Signatures are demanded when given. */
  readonly secret?: string;
  /** A word demanded in every message. */
  readonly keyword?: string;
  /** How a throttled call is answered. Default: 11232 with HTTP 200; 9499 comes with HTTP 400. */
  readonly throttleStyle?: 11232 | 9499;
  /** The code of a broken bot. Default: 19021. */
  readonly brokenCode?: number;
}

const PER_MINUTE = 100;
const PER_SECOND = 5;
const BODY_BYTES = 20 * 1_024;
const VALID_SECONDS = 3_600;

/**
 * A Feishu custom bot: interactive cards of schema 2.0, refusals with HTTP 200 or 400.
 * Source: alerting-backends §6.
 */
export function startFeishuStandIn(options: FeishuStandInOptions = {}): Promise<RobotStandIn> {
  const address = `/open-apis/bot/v2/hook/${encodeURIComponent(options.hook ?? 'hook')}`;
  const minute = new SlidingWindow(60_000);
  const second = new SlidingWindow(1_000);
  return startRobotServer(
    {
      address,
      answer(request) {
        if (request.url.pathname !== address)
          return refusal(19001, 'param invalid: incoming webhook access token invalid');
        if (!second.admits(PER_SECOND, request.nowMs) || !minute.admits(PER_MINUTE, request.nowMs)) {
          return throttled(options);
        }
        return problemOf(request, options) ?? success();
      },
      throttled: () => throttled(options),
      broken: () =>
        refusal(options.brokenCode ?? 19021, 'sign match fail or timestamp is not within one hour from current time'),
    },
    options,
  );
}

/** With the older names of the same fields beside it, as in the real one. */
function success(): RobotReply {
  const body = { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' };
  return { status: 200, body, shown: true };
}

function refusal(code: number, msg: string, status = 200): RobotReply {
  return { status, body: { code, msg, data: {} }, shown: false };
}

function throttled({ throttleStyle = 11232 }: FeishuStandInOptions): RobotReply {
  return throttleStyle === 9499
    ? refusal(9499, 'too many request', 400)
    : refusal(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]');
}

function problemOf(request: RobotRequest, { secret, keyword }: FeishuStandInOptions): RobotReply | null {
  const { body } = request;
  if (body === null || request.bytes > BODY_BYTES) return refusal(9499, 'Bad Request', 400);
  if (secret !== undefined && !isSigned(request, secret)) {
    return refusal(19021, 'sign match fail or timestamp is not within one hour from current time');
  }
  if (!isCard(body)) return refusal(9499, 'Bad Request', 400);
  if (keyword !== undefined && !textsOf(body).some((text) => text.includes(keyword))) {
    return refusal(19024, 'Key Words Not Found');
  }
  return null;
}

function isSigned({ body, nowMs }: RobotRequest, secret: string): boolean {
  const timestamp = body?.timestamp;
  if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > VALID_SECONDS) return false;
  return body?.sign === createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

function isCard(body: Readonly<Record<string, unknown>>): boolean {
  const { card } = body;
  if (body.msg_type !== 'interactive' || !isRecord(card) || card.schema !== '2.0') return false;
  if (!isRecord(card.header) || !isText(card.header.title, ['plain_text', 'lark_md'])) return false;
  return isRecord(card.body) && Array.isArray(card.body.elements) && card.body.elements.every(isElement);
}

/** `action`, which held buttons in schema 1.0, is refused by 2.0. */
function isElement(element: unknown): boolean {
  if (!isRecord(element)) return false;
  if (element.tag === 'markdown') return typeof element.content === 'string' && element.content !== '';
  if (element.tag !== 'button' || !isText(element.text, ['plain_text', 'lark_md'])) return false;
  return Array.isArray(element.behaviors) && element.behaviors.every((one) => isRecord(one) && one.type === 'open_url');
}

function isText(value: unknown, tags: readonly string[]): boolean {
  return (
    isRecord(value) && tags.includes(String(value.tag)) && typeof value.content === 'string' && value.content !== ''
  );
}

/** Texts and titles, where keywords count; addresses do not. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === 'content' ? [String(one)] : textsOf(one)));
}
