import type { Answer, NoAnswer } from '../../http/ask.ts';
import { accepted, type Judgement, tryLater } from '../judgement.ts';
import { judgeStatus, webPageJudgement } from '../status-judgement.ts';

const CHECK = 'the address and the secret';

/**
 * Judges the answer of a receiver of Standard Webhooks. 2xx means accepted, whatever the body says, unless it is a web page:
 * that comes from a login, a proxy or a hotel's network on the way.
 * Source: Standard Webhooks 1.0.0, "Responses" and "Retries".
 */
export function judgeAnswer(answer: Answer | NoAnswer): Judgement {
  if (answer.kind === 'unreachable') return tryLater(answer.problem);
  const { status, isWebPage } = answer;
  if (status < 200 || status >= 300) return judgeStatus(answer, CHECK);
  return isWebPage ? webPageJudgement(status, 'the address, and proxies on the way') : accepted;
}
