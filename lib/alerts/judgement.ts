import type { SendResult } from '../monitor/send-result.ts';

/**
 * What a receiver's answer means for the message. `problem` follows the receiver's name: "answered HTTP 500".
 * - `try-later`: the same message may be accepted;
 * - `refused`: this message will never be accepted, but another may be;
 * - `broken`: no message will be accepted until a human does something;
 * - `doubtful`: a human should look, but it may pass by itself, and the message may even have been heard. It is kept.
 */
export type Judgement =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'try-later'; readonly problem: string; readonly afterMs?: number }
  | { readonly kind: 'refused' | 'broken' | 'doubtful'; readonly problem: string };

export const accepted: Judgement = { kind: 'accepted' };

export function refused(problem: string): Judgement {
  return { kind: 'refused', problem };
}

export function broken(problem: string): Judgement {
  return { kind: 'broken', problem };
}

export function doubtful(problem: string): Judgement {
  return { kind: 'doubtful', problem };
}

/** @param afterMs the receiver's own wish; null when it named none */
export function tryLater(problem: string, afterMs: number | null = null): Judgement {
  return { kind: 'try-later', problem, ...(afterMs === null ? {} : { afterMs }) };
}

/** @param place the receiver's name, to stand before the problem; @param receipt what an accepted message is called there */
export function sendResultOf(judgement: Judgement, place: string, receipt: string): SendResult {
  if (judgement.kind === 'accepted') return { ok: true, receipt };
  const problem = `${place} ${judgement.problem}`;
  switch (judgement.kind) {
    case 'try-later': {
      const wish = judgement.afterMs === undefined ? {} : { retryAfterMs: judgement.afterMs };
      return { ok: false, problem, retryable: true, ...wish };
    }
    case 'refused':
      return { ok: false, problem, retryable: false };
    case 'broken':
      return { ok: false, problem, retryable: false, broken: true };
    case 'doubtful':
      return { ok: false, problem, retryable: true, broken: true };
  }
}
