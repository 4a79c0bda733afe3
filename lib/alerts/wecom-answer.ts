import {
  accepted,
  broken,
  codeOf,
  judgeByStatus,
  type RobotAnswer,
  type RobotJudgement,
  succeeded,
  THROTTLE_WAIT_MS,
  textOf,
  tryLater,
} from './robot-answer.ts';
import type { RobotSettings } from './robot-channel.ts';
import { vendorWords } from './robot-target.ts';

const BUSY = -1;
const TOO_OFTEN = 45009;
const TOO_MANY_AT_ONCE = 45033;
const INVALID_WEBHOOK = 93000;
const CONCURRENCY_WAIT_MS = 5_000;

/** Source: errcodes as gathered in alerting-backends §7; every refusal comes with HTTP 200. */
export function judgeWeCom(answer: RobotAnswer, settings: RobotSettings): RobotJudgement {
  const code = codeOf(answer.json, 'errcode');
  switch (code) {
    case null:
      return judgeByStatus(answer, 'WeCom');
    case 0:
      return succeeded(answer) ? accepted : judgeByStatus(answer, 'WeCom');
    case BUSY:
      return tryLater('answered errcode -1: it is busy', answer.retryAfterMs ?? undefined);
    case TOO_OFTEN:
      return tryLater('answered errcode 45009: it gets more than 20 messages a minute', THROTTLE_WAIT_MS);
    case TOO_MANY_AT_ONCE:
      return tryLater('answered errcode 45033: it gets too many messages at once', CONCURRENCY_WAIT_MS);
    case INVALID_WEBHOOK:
      return broken('answered errcode 93000: its address is not valid any more; make a new robot');
    default: {
      const words = vendorWords(textOf(answer.json, 'errmsg'), settings);
      return { kind: 'doubtful', problem: `answered errcode ${code}, which relaywatch does not know: ${words}` };
    }
  }
}
