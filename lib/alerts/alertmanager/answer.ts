import { type HttpAddress, quoted } from '../../http/address.ts';
import type { Answer, NoAnswer } from '../../http/ask.ts';
import { accepted, broken, doubtful, type Judgement, refused, tryLater } from '../judgement.ts';
import { judgeStatus, webPageJudgement } from '../status-judgement.ts';

const CHECK = 'its address (it must be Alertmanager itself, 0.16 or newer)';

/**
 * Judges what one instance says of one alert. It accepts without a word (relatives of it with some JSON); 400 means that
 * the alert itself was refused.
 * Source: prometheus/alertmanager api/v2/api.go, postAlertsHandler (68fb2d5, 2026-08-22).
 */
export function judgeInstance(answer: Answer | NoAnswer, { secrets }: Pick<HttpAddress, 'secrets'>): Judgement {
  if (answer.kind === 'unreachable') return tryLater(answer.problem);
  const { status, isWebPage, text } = answer;
  if (status >= 200 && status < 300) {
    if (isWebPage) return webPageJudgement(status, `${CHECK}, and proxies on the way`);
    return /^\s*(?:[[{]|$)/.test(text) ? accepted : doubtful(`answered HTTP ${status} in other words; check ${CHECK}`);
  }
  if (status !== 400) return judgeStatus(answer, CHECK);
  if (isWebPage) return broken(`answered HTTP 400 with a web page; check ${CHECK}`);
  return refused(`answered HTTP 400: it refused the alert${quoted(text, secrets)}`);
}
