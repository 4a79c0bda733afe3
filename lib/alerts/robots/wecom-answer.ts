import { accepted, broken, doubtful, type Judgement, refused, tryLater } from '../judgement.ts';
import { judgeByStatus, numberIn, type RobotAnswer, succeeded, textOf, throttleWaitMs } from './robot-answer.ts';
import type { RobotSettings } from './robot-channel.ts';
import { vendorWords } from './robot-target.ts';

const BUSY = -1;
const TOO_OFTEN = 45009;
const TOO_MANY_AT_ONCE = 45033;
const INVALID_WEBHOOK = 93000;
/** Mostly `markdown.content exceed max length 4096`: of this message, and not of the next. */
const INVALID_PARAMETER = 40058;
const CONCURRENCY_WAIT_MS = 5_000;

/** Source: errcodes as gathered in alerting-backends §7, 40058 as its users quote it; every refusal comes with HTTP 200. */
export function judgeWeCom(answer: RobotAnswer, settings: RobotSettings): Judgement {
  const code = numberIn(answer.json, 'errcode');
  switch (code) {
    case null:
      return judgeByStatus(answer, 'WeCom');
    case 0:
      return succeeded(answer) ? accepted : judgeByStatus(answer, 'WeCom');
    case BUSY:
      return tryLater('answered errcode -1: it is busy', answer.retryAfterMs);
    case TOO_OFTEN:
      return tryLater('answered errcode 45009: it gets more than 20 messages a minute', throttleWaitMs(answer));
    case TOO_MANY_AT_ONCE:
      return tryLater(
        'answered errcode 45033: it gets too many messages at once',
        answer.retryAfterMs ?? CONCURRENCY_WAIT_MS,
      );
    case INVALID_WEBHOOK:
      return broken('answered errcode 93000: its address is not valid any more; make a new robot');
    case INVALID_PARAMETER:
      return refused('answered errcode 40058: it did not take the message; please report this to relaywatch');
    default: {
      const words = vendorWords(textOf(answer.json, 'errmsg'), settings);
      return doubtful(`answered errcode ${code}, which relaywatch does not know: ${words}`);
    }
  }
}
