import { deadlineIn } from '../../http/deadline.ts';
import type { Fetch } from '../../http/node-fetch.ts';
import { type RobotAnswer, readAnswer } from './robot-answer.ts';

export interface CallOptions {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly nowMs: number;
  /** Gives the call up before its deadline. */
  readonly giveUp?: AbortSignal | undefined;
}

/** Answers of robots have a hundred bytes; more is a proxy's page. */
const MOST_ANSWER_BYTES = 65_536;

/** Posts JSON and reads the answer, all within the deadline. Redirects are not followed. @throws what fetch throws */
export async function postJson(url: string, body: string, options: CallOptions): Promise<RobotAnswer> {
  const { signal, end } = deadlineIn(options.timeoutMs, options.giveUp);
  try {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const init: RequestInit = { method: 'POST', headers, body, redirect: 'manual', signal };
    const response = await options.fetch(url, init);
    return readAnswer(response.status, await startOfBody(response), response.headers, options.nowMs);
  } finally {
    end();
  }
}

/** Asks the host's root for its headers, which no robot takes for a message. @returns the status */
export async function headOf(origin: string, options: CallOptions): Promise<number> {
  const { signal, end } = deadlineIn(options.timeoutMs, options.giveUp);
  try {
    const response = await options.fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
    await response.body?.cancel().catch(() => undefined);
    return response.status;
  } finally {
    end();
  }
}

async function startOfBody({ body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; bytes < MOST_ANSWER_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    chunks.push(value);
    bytes += value.length;
  }
  await reader.cancel().catch(() => undefined);
  return Buffer.concat(chunks).toString('utf8');
}
