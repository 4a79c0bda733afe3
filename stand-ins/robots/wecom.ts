import type { RobotReply, RobotRequest, RobotServerOptions, RobotStandIn } from './robot.ts';
import { isRecord, startRobotServer } from './robot-server.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface WeComStandInOptions extends RobotServerOptions {
  /** Default: `key`. */
  readonly key?: string;
  /** How a throttled call is answered. Default: 45009. */
  readonly throttleStyle?: 45009 | 45033;
  /** The errcode of a broken robot. Default: 93000. */
  readonly brokenCode?: number;
}

const PER_MINUTE = 20;
const CONTENT_BYTES = 4_096;

/**
 * A WeCom group robot: every refusal is HTTP 200 with an errcode, and what is above 20 in a minute is dropped.
 * Source: alerting-backends §7.
 */
export function startWeComStandIn(options: WeComStandInOptions = {}): Promise<RobotStandIn> {
  const key = options.key ?? 'key';
  const minute = new SlidingWindow(60_000);
  return startRobotServer(
    {
      address: `/cgi-bin/webhook/send?key=${encodeURIComponent(key)}`,
      answer(request) {
        if (request.url.searchParams.get('key') !== key) return refusal(93000, 'invalid webhook url');
        const problem = problemOf(request);
        if (problem !== null) return problem;
        if (!minute.admits(PER_MINUTE, request.nowMs)) return throttled(options);
        return { status: 200, body: { errcode: 0, errmsg: 'ok' }, shown: true };
      },
      throttled: () => throttled(options),
      broken: () => refusal(options.brokenCode ?? 93000, 'invalid webhook url'),
    },
    options,
  );
}

function refusal(errcode: number, errmsg: string): RobotReply {
  return { status: 200, body: { errcode, errmsg: `${errmsg}, hint: [1]` }, shown: false };
}

function throttled({ throttleStyle = 45009 }: WeComStandInOptions): RobotReply {
  return refusal(throttleStyle, throttleStyle === 45009 ? 'api freq out of limit' : 'api concurrent out of limit');
}

function problemOf({ body }: RobotRequest): RobotReply | null {
  if (body?.msgtype !== 'markdown') return refusal(40008, 'invalid message type');
  const content = isRecord(body.markdown) ? body.markdown.content : undefined;
  if (typeof content !== 'string' || content === '') return refusal(44004, 'empty content');
  return Buffer.byteLength(content) > CONTENT_BYTES ? refusal(40058, 'markdown.content exceed max length 4096') : null;
}
