import { retryAfterMs } from '../http/retry-after.ts';

/** What a chat robot's HTTP answer holds. */
export interface RobotAnswer {
  readonly status: number;
  /** As much of the body as was read. */
  readonly text: string;
  /** The body when it is a JSON object, else null. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** The `Retry-After` header, or the vendor's own; null when absent or malformed. */
  readonly retryAfterMs: number | null;
}

/**
 * What an answer means for the message. `problem` follows the robot's name: "answered …". Of a `doubtful` answer nobody
 * knows whether it will be another the next time, so it is tried again and shown to a human.
 */
export type RobotJudgement =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'try-later'; readonly problem: string; readonly afterMs?: number }
  | { readonly kind: 'broken'; readonly problem: string }
  | { readonly kind: 'doubtful'; readonly problem: string };

/** All four count by the minute, and none says how much of it is left. */
export const THROTTLE_WAIT_MS = 60_000;

export const accepted: RobotJudgement = { kind: 'accepted' };

export function broken(problem: string): RobotJudgement {
  return { kind: 'broken', problem };
}

export function tryLater(problem: string, afterMs?: number): RobotJudgement {
  return { kind: 'try-later', problem, ...(afterMs === undefined ? {} : { afterMs }) };
}

export function readAnswer(status: number, text: string, headers: Headers, nowMs: number): RobotAnswer {
  const wait = retryAfterMs(headers.get('retry-after'), nowMs);
  return { status, text, json: jsonObject(text), retryAfterMs: wait ?? gatewayWaitMs(headers) };
}

/** Seconds, as the gateway of Feishu's application interface sends them; for robots this is not promised. */
function gatewayWaitMs(headers: Headers): number | null {
  const seconds = headers.get('x-ogw-ratelimit-reset')?.trim() ?? '';
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** A field that must be a whole number; null when it is absent or anything else. */
export function codeOf(json: RobotAnswer['json'], field: string): number | null {
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

/** An answer without the vendor's own code in it: by its status, and never success, a proxy's page comes with 200 too. */
export function judgeByStatus(answer: RobotAnswer, vendor: string): RobotJudgement {
  const { status } = answer;
  const problem = `answered HTTP ${status}`;
  if (succeeded(answer))
    return tryLater(`${problem} without ${vendor}'s reply in it; a proxy may have answered instead`);
  if (status === 429) return tryLater(`${problem}: it gets too many messages`, answer.retryAfterMs ?? THROTTLE_WAIT_MS);
  if (status === 408 || status === 425 || status >= 500) return tryLater(problem, answer.retryAfterMs ?? undefined);
  if (status >= 300 && status < 400) return broken(`${problem}, a redirect, which is not followed; check the address`);
  if ([401, 403, 404, 410].includes(status)) return broken(`${problem}; check the address, or make a new robot`);
  return { kind: 'doubtful', problem: `${problem} without ${vendor}'s reply in it` };
}
