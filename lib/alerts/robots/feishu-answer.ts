import { ownEntry } from '../../base/lookup.ts';
import { accepted, broken, doubtful, type Judgement, refused, tryLater } from '../judgement.ts';
import { judgeByStatus, numberIn, type RobotAnswer, succeeded, textOf, throttleWaitMs } from './robot-answer.ts';
import type { RobotSettings } from './robot-channel.ts';
import { vendorWords } from './robot-target.ts';

const THROTTLED = 11232;
/** Two meanings, told apart by the words alone. */
const BAD_REQUEST = 9499;

/** Codes that stay until a human does something. */
const BROKEN: Readonly<Record<number, string>> = {
  19001: 'its address is not known; make a new bot',
  19021: 'the signature was not accepted; check the secret, and the clock',
  19022: "relaywatch's IP address is not on its list",
  19024: 'the message lacks its keyword; give `keyword` for this channel',
};

/** Source: codes as gathered in alerting-backends §6; refusals come with HTTP 200 or 400. */
export function judgeFeishu(answer: RobotAnswer, settings: RobotSettings): Judgement {
  const { json } = answer;
  const code = numberIn(json, 'code') ?? numberIn(json, 'StatusCode');
  const message = textOf(json, 'msg') || textOf(json, 'StatusMessage');
  if (code === null) return judgeByStatus(answer, 'Feishu');
  if (code === 0) return succeeded(answer) ? accepted : judgeByStatus(answer, 'Feishu');
  if (code === THROTTLED || /too many request|frequency limit/i.test(message)) {
    return tryLater(
      `answered code ${code}: it gets more than 5 messages a second or 100 a minute`,
      throttleWaitMs(answer),
    );
  }
  if (code === BAD_REQUEST) {
    return refused('answered code 9499 (Bad Request): it did not take the message; please report this to relaywatch');
  }
  const meaning = ownEntry(BROKEN, String(code));
  if (meaning !== undefined) return broken(`answered code ${code}: ${meaning}`);
  const words = vendorWords(message, settings);
  return doubtful(`answered code ${code}, which relaywatch does not know: ${words}`);
}
