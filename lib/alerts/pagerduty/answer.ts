import { clipChars } from '../../base/cut.ts';
import { visible } from '../../base/visible.ts';
import type { Answer, NoAnswer } from '../../http/ask.ts';
import { redactText } from '../../http/redact.ts';
import { accepted, broken, type Judgement, refused, tryLater } from '../judgement.ts';
import { judgeStatus, webPageJudgement } from '../status-judgement.ts';

/** Source: PagerDuty developer docs, "Events API Rate Limits": retries 30 seconds apart. */
const THROTTLED_RETRY_MS = 30_000;
const ERROR_CHARS = 200;
const CHECK = 'the endpoint';

/**
 * Judges an answer of the Events API. PagerDuty's yes is 202 with `"status": "success"`; any other 2xx was said by
 * something before it. 429 means that the event was not taken in, 400 that it, or its key, is not valid.
 * Source: PagerDuty developer docs, Events API v2, "Send an Alert Event" and "Response codes" (9422439).
 */
export function judgePagerDuty(answer: Answer | NoAnswer, routingKey: string): Judgement {
  if (answer.kind === 'unreachable') return tryLater(answer.problem);
  const { status, isWebPage, retryAfterMs, text } = answer;
  if (status >= 200 && status < 300) {
    if (isWebPage) return webPageJudgement(status, `${CHECK}, and proxies on the way`);
    if (status !== 202) return tryLater(`answered HTTP ${status} and not 202; check ${CHECK}`);
    if (fieldsOf(text).status === 'success') return accepted;
    return tryLater("answered HTTP 202 without PagerDuty's reply in it; a proxy may have answered instead");
  }
  if (status === 429) {
    return tryLater('answered HTTP 429: too many events for this key', retryAfterMs ?? THROTTLED_RETRY_MS);
  }
  if (status !== 400) return judgeStatus(answer, CHECK);
  const errors = errorsOf(text, routingKey);
  return errors.some(isAboutKey)
    ? broken(`answered HTTP 400${quoted(errors)}; check the routing key`)
    : refused(`answered HTTP 400, the event is not valid${quoted(errors)}`);
}

function isAboutKey(error: string): boolean {
  return /(?:routing|integration|service)[ _]?key|invalid key/i.test(error);
}

/** `message` and `errors` of a refusal, without the key; what is no such answer gives nothing. */
function errorsOf(body: string, routingKey: string): readonly string[] {
  const { message, errors } = fieldsOf(body);
  return [message, ...(Array.isArray(errors) ? errors : [errors])]
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .map((text) => redactText(text, [routingKey]));
}

function fieldsOf(body: string): { readonly status?: unknown; readonly message?: unknown; readonly errors?: unknown } {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

function quoted(errors: readonly string[]): string {
  return errors.length === 0 ? '' : ` (${clipChars(visible(errors.join('; ')), ERROR_CHARS)})`;
}
