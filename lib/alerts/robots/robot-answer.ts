import { jsonRecord } from '../../base/records.ts';
import type { HttpAnswer } from '../../http/call.ts';
import { askedWaitMs, type HeaderReader } from '../../http/retry-after.ts';
import { isWebPage } from '../../http/web-page.ts';
import { doubtful, type Judgement, tryLater } from '../judgement.ts';
import { judgeStatus, webPageJudgement } from '../status-judgement.ts';

/** What a chat robot's HTTP answer holds. */
export interface RobotAnswer {
  readonly status: number;
  /** As much of the body as was read. */
  readonly text: string;
  /** The body when it is a JSON object, else null. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** What its headers ask to wait, as told; null when they ask nothing. */
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: some proxy or login stands before the vendor. */
  readonly isWebPage: boolean;
}

/** All four count by the minute, and none says how much of it is left. */
export const THROTTLE_WAIT_MS = 60_000;

export function readAnswer({ status, text, headers }: Omit<HttpAnswer, 'isWhole'>, nowMs: number): RobotAnswer {
  const wait = askedWaitMs(status, headers, nowMs);
  return {
    status,
    text,
    json: jsonRecord(text),
    retryAfterMs: wait ?? gatewayWaitMs(headers),
    isWebPage: isWebPage(headers.get('content-type'), text),
  };
}

/** Seconds, as the gateway of Feishu's application interface sends them; for robots this is not promised. */
function gatewayWaitMs(headers: HeaderReader): number | null {
  const seconds = headers.get('x-ogw-ratelimit-reset')?.trim() ?? '';
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

/** A field that must be a whole number; null when it is absent or anything else. */
export function numberIn(json: RobotAnswer['json'], field: string): number | null {
  const value = json?.[field];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function textOf(json: RobotAnswer['json'], field: string): string {
  const value = json?.[field];
  return typeof value === 'string' ? value : '';
}

export function succeeded({ status }: RobotAnswer): boolean {
  return status >= 200 && status < 300;
}

/** A wait in seconds that stands in the body; null when there is none. */
export function secondsIn(json: RobotAnswer['json'], field: string): number | null {
  const value = json?.[field];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value * 1_000) : null;
}

const CHECK = 'the address, or make a new robot';

/**
 * Judges an answer without the vendor's own code by its status, and never as a success, since a proxy's page comes with 200
 * too. A status that blames the message is doubtful: the vendor itself would have said more about that.
 */
export function judgeByStatus(answer: RobotAnswer, vendor: string): Judgement {
  const { status } = answer;
  const foreign = `answered HTTP ${status} without ${vendor}'s reply in it`;
  if (succeeded(answer)) {
    return answer.isWebPage
      ? webPageJudgement(status, 'the address, and proxies on the way')
      : tryLater(`${foreign}; a proxy may have answered instead`);
  }
  const judgement = judgeStatus(status === 429 ? { ...answer, retryAfterMs: throttleWaitMs(answer) } : answer, CHECK);
  return judgement.kind === 'refused' && status !== 413 ? doubtful(foreign) : judgement;
}

/** As told, else until the minute is over. */
export function throttleWaitMs({ retryAfterMs }: RobotAnswer): number {
  return retryAfterMs ?? THROTTLE_WAIT_MS;
}
